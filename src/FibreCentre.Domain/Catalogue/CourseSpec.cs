using System.Text.Json.Serialization;

namespace FibreCentre.Domain.Catalogue;

/// <summary>
/// What a course is: the whole content of one published version. Immutable, compared by value, and the same whether it came from a file or from storage.
/// It may break the rules of a catalogue; <see cref="CatalogueRules"/> says whether it does.
/// </summary>
public sealed record CourseSpec
{
    /// <summary>What people call it; unique in the catalogue and the same in every version.</summary>
    public required CourseCode Code { get; init; }

    /// <summary>Its name, as on a certificate.</summary>
    public required string Title { get; init; }

    /// <summary>For whom it is and what they can do afterwards, in a few sentences of plain text.</summary>
    public required string Summary { get; init; }

    /// <summary>The parts of one run; at least one.</summary>
    public required IReadOnlyList<SessionPattern> Sessions { get; init => field = FixedList<SessionPattern>.Of(value); }

    /// <summary>Slugs of the qualifications that every instructor must hold, all of them, on the day of the session.</summary>
    public required IReadOnlyList<string> InstructorQualifications { get; init => field = FixedList<string>.Of(value); }

    /// <summary>What a trainee must satisfy, all of it, on the days of the cohort; may be empty.</summary>
    public required IReadOnlyList<Prerequisite> Prerequisites { get; init => field = FixedList<Prerequisite>.Of(value); }

    /// <summary>How long the certificate lasts.</summary>
    public required Validity Validity { get; init; }

    /// <summary>What is signed off; the certificate is due when all of them are. At least one.</summary>
    public required IReadOnlyList<CourseUnit> Units { get; init => field = FixedList<CourseUnit>.Of(value); }

    /// <summary>Pounds sterling for one place, excluding VAT; zero or more, to the penny.</summary>
    public required decimal PricePerPlace { get; init; }

    /// <summary>Places a new cohort offers unless the coordinator says otherwise.</summary>
    public required int DefaultCapacity { get; init; }

    /// <summary>Trainees below which the centre would rather not run it; at most <see cref="DefaultCapacity"/>.</summary>
    public required int MinimumSize { get; init; }

    /// <summary>When names and the decision to run are due and what giving up a place costs; null takes <see cref="BookingTerms.Usual"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public BookingTerms? Terms { get; init; }

    /// <summary>What attendance an assessment takes; null takes <see cref="AttendanceRule.Usual"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public AttendanceRule? Attendance { get; init; }

    /// <summary>What to bring, wear and know before arriving; plain text that goes into the invitation.</summary>
    public required string JoiningInstructions { get; init; }

    /// <summary>Working days that one run takes: the highest day number, 0 without sessions.</summary>
    [JsonIgnore]
    public int Days => Sessions.Count == 0 ? 0 : Sessions.Max(session => session.Day);

    /// <summary><see cref="Attendance"/>, or the usual one.</summary>
    [JsonIgnore]
    public AttendanceRule AttendanceRule => Attendance ?? AttendanceRule.Usual;

    /// <summary><see cref="Terms"/>, or the usual ones.</summary>
    [JsonIgnore]
    public BookingTerms BookingTerms => Terms ?? BookingTerms.Usual;
}
