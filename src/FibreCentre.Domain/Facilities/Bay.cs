namespace FibreCentre.Domain.Facilities;

/// <summary>A place where practical work is done, or a classroom.</summary>
public sealed class Bay : IRetirable
{
    public required ResourceId Id { get; init; }

    /// <summary>Short and unique, such as <c>SPL-1</c>.</summary>
    public required string Code { get; init; }

    public required string Name { get; set; }

    /// <summary>The kind a course asks for, such as <c>splice-bench</c>: the slug of a <see cref="Facilities.BayKind"/>.</summary>
    public required string BayKind { get; init; }

    /// <summary>How many trainees can work in it at once, from 1 to 60.</summary>
    public required int Capacity { get; set; }

    /// <summary>How somebody who is to come to it finds it, what to wear there, where to park: at most 1,000 characters; null where there is nothing to say.</summary>
    public string? Arriving { get; set; }

    /// <summary>Of a map or a plan of the site: https, at most 500 characters; null for none.</summary>
    public string? MapLink { get; set; }

    /// <summary>From this day on it is not planned with; null while it is in use.</summary>
    public DateOnly? RetiredOn { get; set; }

    /// <summary>Rises with every change; what an ETag is made of.</summary>
    public int Revision { get; private set; } = 1;

    public bool IsThereOn(DateOnly day) => RetiredOn is not { } gone || day < gone;

    /// <summary>Gives it another name, and says how many it holds from now on and how it is found.</summary>
    public void Change(string name, int capacity, string? arriving, string? mapLink) => (Name, Capacity, Arriving, MapLink, Revision) = (name, capacity, arriving, mapLink, Revision + 1);

    public Error? Retire(DateOnly? from, DateOnly today)
    {
        if (from < today) return FacilityErrors.RetiresInThePast();
        (RetiredOn, Revision) = (from, Revision + 1);
        return null;
    }
}

/// <summary>What can be taken out of planning for good: a bay, a kit item.</summary>
public interface IRetirable
{
    ResourceId Id { get; }

    /// <summary>As people call it.</summary>
    string Name { get; }

    /// <summary>Takes it out of planning from a day on; null puts it back into use.</summary>
    /// <returns>Why it cannot be; null when it is done.</returns>
    Error? Retire(DateOnly? from, DateOnly today);
}

/// <summary>What all bays of a kind have in common.</summary>
public sealed class BayKind
{
    /// <summary>As courses name it: lower case with hyphens.</summary>
    public required string Slug { get; init; }

    public required string Title { get; set; }

    /// <summary>Minutes before a session in which the bay is made ready, from 0 to 240.</summary>
    public int SetUpMinutes { get; set; }

    /// <summary>Minutes after a session in which it is put in order, from 0 to 240.</summary>
    public int ClearAwayMinutes { get; set; }

    /// <summary>Minutes that an instructor needs to get there, and the same back, from 0 to 240.</summary>
    public int TravelMinutes { get; set; }

    public PracticeUse Practice { get; set; }

    /// <summary>Rises with every change; what an ETag is made of.</summary>
    public int Revision { get; private set; } = 1;

    public void Change(string title, int setUpMinutes, int clearAwayMinutes, int travelMinutes, PracticeUse practice) =>
        (Title, SetUpMinutes, ClearAwayMinutes, TravelMinutes, Practice, Revision) = (title, setUpMinutes, clearAwayMinutes, travelMinutes, practice, Revision + 1);

    /// <summary>The time around a session in a bay of the kind.</summary>
    public Buffer AroundBay => new(TimeSpan.FromMinutes(SetUpMinutes), TimeSpan.FromMinutes(ClearAwayMinutes));

    /// <summary>The time around a session for whoever teaches it there.</summary>
    public Buffer AroundInstructor => new(TimeSpan.FromMinutes(TravelMinutes), TimeSpan.FromMinutes(TravelMinutes));
}

/// <summary>Whether trainees may book a bay of a kind to practise in.</summary>
public enum PracticeUse
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>By themselves.</summary>
    Alone,

    /// <summary>With an instructor present.</summary>
    Supervised,
}

/// <summary>Time kept before and after something.</summary>
public readonly record struct Buffer(TimeSpan Before, TimeSpan After)
{
    public static readonly Buffer None;

    public TimeSlot Around(TimeSlot slot) => new(slot.Start - Before, slot.End + After);
}
