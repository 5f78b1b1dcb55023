using FluentValidation;

namespace FibreCentre.Api.Pipeline;

/// <summary>The days anybody may speak of. Further out a date is a slip of the finger, and at the ends of the calendar there is no day before or after to reckon with.</summary>
internal static class CentreDays
{
    public static readonly DateOnly First = new(2000, 1, 1);
    public static readonly DateOnly Last = new(2100, 12, 31);

    public const string Advice = "Enter a day from 1 January 2000 to 31 December 2100.";

    public static bool Holds(DateOnly day) => day >= First && day <= Last;

    /// <summary>A birthday or a certificate may lie further back than anything that is planned.</summary>
    public static bool HoldsPast(DateOnly day) => day.Year > 1900 && day <= Last;

    public static IRuleBuilderOptions<T, DateOnly> WithinCentreDays<T>(this IRuleBuilder<T, DateOnly> day) => day.Must(Holds).WithMessage(Advice);

    /// <summary>Null, where a request leaves the day open, is no day out of range.</summary>
    public static IRuleBuilderOptions<T, DateOnly?> WithinCentreDays<T>(this IRuleBuilder<T, DateOnly?> day) => day.Must(given => given is not { } known || Holds(known)).WithMessage(Advice);
}
