using FibreCentre.Domain.Catalogue;

namespace FibreCentre.Domain.Tests.Catalogue;

/// <summary>Courses that keep every rule, to be bent by a test in one place.</summary>
internal static class SomeCourse
{
    public static CourseCode Code(string code) => new(code);

    public static CourseSpec Called(string code, params string[] needs) => new()
    {
        Code = new(code),
        Title = "Splicing",
        Summary = "Learn to splice.",
        JoiningInstructions = "Bring photo ID.",
        PricePerPlace = 780.00m,
        DefaultCapacity = 6,
        MinimumSize = 4,
        InstructorQualifications = ["fibre-qualified"],
        Prerequisites = [.. needs.Select(needed => new HoldsCertificate(new(needed)))],
        Validity = new(3, 12),
        Sessions = [Session(1, "08:30", "12:15"), Session(1, "13:00", "16:30")],
        Units = [new() { Code = $"{code}-U1", Title = "Splice", Criteria = [Observed($"{code}-U1-C1"), Measured($"{code}-U1-C2", AtMost(0.05m))] }],
    };

    public static SessionPattern Session(int day, string starts, string ends) => new()
    {
        Day = day,
        Starts = TimeOnly.Parse(starts),
        Ends = TimeOnly.Parse(ends),
        Title = "Practice",
        BayKind = "splice-bench",
        TraineesPerInstructor = 6,
        TraineesPerBay = 6,
        Kit = [new("fusion-splicer", KitPer.Trainee, 1)],
    };

    public static Criterion Observed(string code) => new()
    {
        Code = code,
        Text = "Wears glasses",
        Kind = CriterionKind.Observed,
        SafetyCritical = true,
        Source = "Centre default",
        Edition = "2026",
        ReviewOn = new(2027, 11, 1),
    };

    public static Criterion Measured(string code, MeasureLimit? limit) => Observed(code) with { Kind = CriterionKind.Measured, SafetyCritical = false, Limit = limit };

    public static MeasureLimit AtMost(decimal bound) => new() { Unit = "dB", AtMost = bound, Aggregation = Aggregation.Each, Decimals = 2 };

    /// <summary>The course with the one unit's criteria replaced.</summary>
    public static CourseSpec Checking(params Criterion[] criteria)
    {
        var course = Called("FTC-210");
        return course with { Units = [course.Units[0] with { Criteria = criteria }] };
    }
}
