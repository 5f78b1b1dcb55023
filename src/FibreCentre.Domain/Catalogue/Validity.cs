using System.Text.Json.Serialization;

namespace FibreCentre.Domain.Catalogue;

/// <summary>From when a renewed certificate counts its years.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<ExpiryAnchor>))]
public enum ExpiryAnchor
{
    /// <summary>Renewed within the window, from the last day of the one before: the unused months are added. Otherwise from the day of achievement.</summary>
    Expiry,

    /// <summary>Always from the day of achievement.</summary>
    Achievement,
}

/// <summary>How long a certificate lasts, how it is renewed, and on what others it depends.</summary>
/// <param name="Years">Whole years; null for one that never expires.</param>
/// <param name="RenewalWindowMonths">Months before expiry from which it can be renewed; 0 where there is no renewal.</param>
public sealed record Validity(int? Years, int RenewalWindowMonths)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public ExpiryAnchor Anchor { get; init; }

    /// <summary>Years after expiry in which it can still be renewed by test; later it takes the full course.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int LateRenewalYears { get; init; }

    /// <summary>Courses whose certificates are keys to this one: when such a key lapses, this one lapses with it. Null for none.</summary>
    public IReadOnlyList<CourseCode>? Keys { get; init => field = value is { Count: > 0 } ? FixedList<CourseCode>.Of(value) : null; }

    /// <summary>The last day on which a certificate achieved on this day counts, the anniversary itself included; null when it never expires.</summary>
    /// <param name="renews">The last day of the one it renews; null when it renews none.</param>
    /// <remarks>What was achieved on 29 February ends on 28 February of a common year.</remarks>
    public DateOnly? ExpiresOn(DateOnly achievedOn, DateOnly? renews = null) => Years is not { } years ? null
        : (Anchor == ExpiryAnchor.Expiry && renews is { } before && achievedOn <= before && achievedOn >= OpensOn(before) ? before : achievedOn).AddYears(years);

    /// <summary>The first day on which renewing carries the unused months over; null when there is nothing to renew.</summary>
    public DateOnly? RenewalOpensOn(DateOnly achievedOn) => ExpiresOn(achievedOn) is { } last ? OpensOn(last) : null;

    /// <summary>How a certificate that counts until then can be renewed on a day.</summary>
    public Renewal RenewalOn(DateOnly? lastDay, DateOnly day)
    {
        if (lastDay is not { } last || RenewalWindowMonths == 0) return new(RenewalState.None, null, null);
        if (day <= last) return new(day < OpensOn(last) ? RenewalState.NotYet : RenewalState.Open, OpensOn(last), last);
        var late = last.AddYears(LateRenewalYears);
        return day <= late ? new(RenewalState.Late, OpensOn(last), late) : new(RenewalState.Over, null, null);
    }

    /// <summary>The last day it really counts, and the key that ends it sooner than its own rule.</summary>
    /// <param name="ownLastDay">By its own rule; null when it never expires.</param>
    /// <param name="held">Certificates of the key courses that its holder has, whether they count or not. A key of which none is known does not limit it.</param>
    public (DateOnly? LastDay, CourseCode? LimitedBy) Limited(DateOnly? ownLastDay, IReadOnlyCollection<KeyHeld> held)
    {
        var (last, by) = (ownLastDay, (CourseCode?)null);
        foreach (var key in Keys ?? [])
        {
            var ofKey = held.Where(each => each.Course == key).ToList();
            if (ofKey.Count == 0 || ofKey.Exists(each => each.LastDay is null)) continue;
            var lapses = ofKey.Max(each => each.LastDay!.Value);
            if (lapses < (last ?? DateOnly.MaxValue)) (last, by) = (lapses, key);
        }
        return (last, by);
    }

    private DateOnly OpensOn(DateOnly lastDay) => lastDay.AddMonths(-RenewalWindowMonths);
}

/// <summary>A key certificate somebody holds or held.</summary>
/// <param name="LastDay">Null when it never expires; of a revoked one the day before.</param>
public sealed record KeyHeld(CourseCode Course, DateOnly? LastDay);

/// <summary>None: it never expires, or its course has no renewal. Open: it can be renewed and counts. Late: it has run out and can be renewed by test. Over: it takes the full course.</summary>
public enum RenewalState { None, NotYet, Open, Late, Over }

/// <param name="OpensOn">The first day of the window; null when there is none.</param>
/// <param name="Until">The last day of that state; null when there is none.</param>
public sealed record Renewal(RenewalState State, DateOnly? OpensOn, DateOnly? Until);
