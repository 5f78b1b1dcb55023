using FibreCentre.Api.Persistence;
using FibreCentre.Api.Security;
using FibreCentre.Domain.Cohorts;
using FibreCentre.Domain.Places;
using FibreCentre.Domain.Providers;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Cohorts;

/// <summary>A cohort as it stands for whoever asks: a provider has its own allocation and its own price, staff have neither.</summary>
internal sealed record CohortForAsker(Cohort Cohort, Allocation? Allocation, decimal? AgreedPrice)
{
    public int PlacesForYou => Cohort.PlacesLeft + (Allocation?.Left ?? 0);

    public decimal PriceForYou => AgreedPrice ?? Cohort.PricePerPlace;

    public int KeptFor(Actor actor) => actor.Scope == TenantScope.Staff ? Cohort.PlacesKept : Allocation?.Left ?? 0;
}

internal static class CohortsForAsker
{
    public static IQueryable<CohortForAsker> For(this IQueryable<Cohort> cohorts, CentreDbContext db, Actor actor)
    {
        var provider = new ProviderId(actor.Scope == TenantScope.Provider ? actor.ProviderId!.Value : Guid.Empty);
        return from cohort in cohorts
               from allocation in db.Allocations.AsNoTracking().Where(each => each.Cohort == cohort.Id && each.Provider == provider && each.ReleasedAt == null).DefaultIfEmpty()
               from agreement in db.PriceAgreements.AsNoTracking().Where(each => each.Provider == provider && each.Course == cohort.Course && each.EndedAt == null && each.ValidFrom <= cohort.FirstDay && each.ValidUntil >= cohort.FirstDay).DefaultIfEmpty()
               orderby cohort.FirstDay, cohort.Code
               select new CohortForAsker(cohort, allocation, agreement == null ? (decimal?)null : agreement.Price);
    }
}
