using FibreCentre.Api;
using FibreCentre.Api.Http;
using FibreCentre.Api.Persistence;
using FibreCentre.Api.Pipeline;
using FibreCentre.Api.Security;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddSingleton(TimeProvider.System);
builder.Services.AddCentreDatabase(builder.Configuration);
builder.Services.AddUseCases();
builder.Services.AddSignIn(builder.Configuration);
builder.Services.AddAccess();
builder.Services.AddProblemDetails();

var app = builder.Build();
app.UseExceptionHandler();
app.UseSecurityHeaders();
app.UseRouting();
app.UseRateLimiter();
app.UseAuthentication();
app.UseAuthorization();
await app.RunAsync();

public sealed partial class Program;
