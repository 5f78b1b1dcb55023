using Npgsql;

namespace FibreCentre.Api.Security;

internal static class DangerousStart
{
    /// <summary>In production the product does not start with a setting that would hurt later; it names every one of them.</summary>
    /// <exception cref="InvalidOperationException">A setting is dangerous.</exception>
    public static async Task RefuseDangerousStartAsync(this WebApplication app)
    {
        if (!app.Environment.IsProduction()) return;
        var settings = app.Configuration;
        var faults = new List<string>();
        if (settings["AllowedHosts"] is null or "" or "*") faults.Add("AllowedHosts must name the centre's own host, not *.");
        if (settings["Centre:BaseUrl"]?.StartsWith("https://", StringComparison.OrdinalIgnoreCase) != true) faults.Add("Centre__BaseUrl must be the https address of the centre.");
        if (settings["DataProtection:Keys"] is null or "") faults.Add("DataProtection__Keys must be a folder that lasts, readable by the product only.");
        if (settings["Signing:Keys"] is null or "") faults.Add("Signing__Keys must be a folder that lasts, readable by the product only.");
        if (settings["Evidence:Folder"] is null or "") faults.Add("Evidence__Folder must be a folder that lasts, readable by the product only and never served.");
        if (settings["Mail:Smtp:Host"] is null or "") faults.Add("Mail__Smtp__Host must be set: nobody is told anything otherwise.");
        else if (!settings.GetValue("Mail:Smtp:Tls", true)) faults.Add("Mail__Smtp__Tls must be true.");
        if (settings.GetValue("Webhooks:AllowInside", false)) faults.Add("Webhooks__AllowInside must be false: webhooks would reach addresses inside the network.");
        faults.AddRange(await DatabaseFaultsAsync(app.Services.GetRequiredService<NpgsqlDataSource>()));
        if (faults.Count > 0) throw new InvalidOperationException("FibreCentre does not start like this in production: " + string.Join(" ", faults));
    }

    private static async Task<IEnumerable<string>> DatabaseFaultsAsync(NpgsqlDataSource database)
    {
        await using var command = database.CreateCommand("""
            select (select rolsuper or rolbypassrls from pg_roles where rolname = session_user), (select rolsuper or rolbypassrls from pg_roles where rolname = current_user),
              pg_has_role(session_user, 'fibrecentre_owner', 'member'), current_setting('fsync') = 'off' or current_setting('synchronous_commit') = 'off'
            """);
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        var faults = new List<string>();
        if (reader.GetBoolean(0) || reader.GetBoolean(1)) faults.Add("ConnectionStrings__Centre must not be a superuser's or one that bypasses row-level security.");
        else if (reader.GetBoolean(2)) faults.Add("ConnectionStrings__Centre must not be the owner's: give migrations their own login in ConnectionStrings__Owner.");
        if (reader.GetBoolean(3)) faults.Add("The database runs with fsync or synchronous_commit off: it would lose what it has acknowledged.");
        return faults;
    }
}
