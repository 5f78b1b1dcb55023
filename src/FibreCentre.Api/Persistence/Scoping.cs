using FibreCentre.Api.Security;
using FibreCentre.Domain.Providers;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Persistence;

internal static class Scoping
{
    /// <summary>As row-level security knows it.</summary>
    public static string Name(this TenantScope scope) => scope switch
    {
        TenantScope.Staff => "staff", TenantScope.Provider => "provider", TenantScope.Trainee => "trainee", TenantScope.Feed => "feed", TenantScope.Screen => "screen", TenantScope.Answer => "answer", _ => "public",
    };

    /// <summary>Changes for the rest of the transaction what it may see. For the few moments when the centre itself acts on behalf of somebody else.</summary>
    public static Task ScopeAsync(this CentreDbContext db, TenantScope scope, CancellationToken cancellationToken)
    {
        var name = scope.Name();
        return db.Database.ExecuteSqlAsync($"select set_config('app.scope', {name}, true)", cancellationToken);
    }

    /// <summary>For the rest of the transaction nobody in particular asks: what is kept for its asker alone is seen too, as by the centre's own jobs.</summary>
    /// <returns>The asker of before, for <see cref="AskAsAsync"/>.</returns>
    public static async Task<string> AskAsNobodyAsync(this CentreDbContext db, CancellationToken cancellationToken)
    {
        var asker = await db.Database.SqlQuery<string>($"select coalesce(current_setting('app.actor_id', true), '') as \"Value\"").SingleAsync(cancellationToken);
        await db.AskAsAsync("", cancellationToken);
        return asker;
    }

    public static Task AskAsAsync(this CentreDbContext db, string asker, CancellationToken cancellationToken) => db.Database.ExecuteSqlAsync($"select set_config('app.actor_id', {asker}, true)", cancellationToken);

    /// <summary>The same, to what one trainee may see: for the holder of an address that is the trainee's.</summary>
    public static Task ScopeToAsync(this CentreDbContext db, TraineeId trainee, ProviderId provider, CancellationToken cancellationToken) => db.Database.ExecuteSqlAsync(
        $"select set_config('app.scope', 'trainee', true), set_config('app.trainee_id', {trainee.Value.ToString()}, true), set_config('app.provider_id', {provider.Value.ToString()}, true)", cancellationToken);
}
