var app = WebApplication.CreateBuilder(args).Build(); await app.RunAsync(); public sealed partial class Program;
