using FibreCentre.Api.CommandLine;
using FibreCentre.Api.Features;
using FibreCentre.Api.Http;
using FibreCentre.Api.Jobs;
using FibreCentre.Api.Observability;
using FibreCentre.Api.Pages;
using FibreCentre.Api.Persistence;
using FibreCentre.Api.Pipeline;
using FibreCentre.Api.Security;

if (CentreCommands.IsOfFilesAlone(args)) return await CentreCommands.RunAsync(args, new NoServices());
var command = CentreCommands.IsOne(args);
var builder = WebApplication.CreateBuilder(command ? [] : args);
builder.AddLogs();
builder.Services.AddSingleton(TimeProvider.System);
builder.Services.AddCentreDatabase(builder.Configuration);
builder.Services.AddUseCases();
builder.Services.AddFeatures(builder.Configuration);
builder.Services.AddJobs(builder.Configuration);
builder.Services.AddSignIn(builder.Configuration);
builder.Services.AddAccess();
builder.Services.AddApi();
builder.Services.AddPages();
builder.Services.AddHealth();
builder.Services.AddProxies(builder.Configuration);

var app = builder.Build();
if (command) return await CentreCommands.RunAsync(args, app.Services);

await app.RefuseDangerousStartAsync();
app.UseForwardedHeaders();
app.UseRequestLog();
app.UseSecurityHeaders();
app.UseProblems();
app.UseRouting();
app.UseRateLimiter();
app.UseAuthentication();
app.UseAuthorization();
app.MapApi();
app.MapApiDescription();
app.MapPages();
app.MapHealth();
app.MapIcon();
app.MapUnknown();
await app.RunAsync();
return 0;

public sealed partial class Program;
