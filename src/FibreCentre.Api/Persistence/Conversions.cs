using System.Linq.Expressions;
using System.Reflection;
using FibreCentre.Domain;
using FibreCentre.Domain.Catalogue;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using NpgsqlTypes;

namespace FibreCentre.Api.Persistence;

/// <summary>How the domain's small types are stored.</summary>
internal static class Conversions
{
    /// <summary>Every id of the domain: a record struct around one Guid.</summary>
    private static readonly IReadOnlyList<Type> Ids =
        [.. typeof(Result<>).Assembly.GetTypes().Where(type => type.IsValueType && type.Name.EndsWith("Id", StringComparison.Ordinal) && type.GetProperty("Value")?.PropertyType == typeof(Guid))];

    private static readonly IReadOnlyList<Type> States = [.. typeof(Result<>).Assembly.GetTypes().Where(type => type.IsEnum)];

    public static void Apply(ModelConfigurationBuilder conventions)
    {
        foreach (var id in Ids) conventions.Properties(id).HaveConversion(typeof(IdConverter<>).MakeGenericType(id));
        conventions.Properties<CourseCode>().HaveConversion<CourseCodeConverter>();
        conventions.Properties<TimeSlot>().HaveConversion<TimeSlotConverter>().HaveColumnType("tstzrange");
        foreach (var state in States) conventions.Properties(state).HaveConversion(typeof(KebabConverter<>).MakeGenericType(state));
    }

    /// <summary>A slot as PostgreSQL's range, start included and end not.</summary>
    public static NpgsqlRange<DateTime> ToRange(this TimeSlot slot) => new(slot.Start.UtcDateTime, true, slot.End.UtcDateTime, false);

    public static TimeSlot ToSlot(this NpgsqlRange<DateTime> range) => new(Utc(range.LowerBound), Utc(range.UpperBound));

    private static DateTimeOffset Utc(DateTime instant) => new(DateTime.SpecifyKind(instant, DateTimeKind.Utc));

    private sealed class TimeSlotConverter() : ValueConverter<TimeSlot, NpgsqlRange<DateTime>>(slot => slot.ToRange(), range => range.ToSlot());

    private sealed class CourseCodeConverter() : ValueConverter<CourseCode, string>(code => code.Value, text => new CourseCode(text));

    private sealed class IdConverter<TId>() : ValueConverter<TId, Guid>(Unwrap(), Wrap()) where TId : struct
    {
        private static Expression<Func<TId, Guid>> Unwrap()
        {
            var id = Expression.Parameter(typeof(TId));
            return Expression.Lambda<Func<TId, Guid>>(Expression.Property(id, "Value"), id);
        }

        private static Expression<Func<Guid, TId>> Wrap()
        {
            var value = Expression.Parameter(typeof(Guid));
            return Expression.Lambda<Func<Guid, TId>>(Expression.New(typeof(TId).GetConstructor(BindingFlags.Public | BindingFlags.Instance, [typeof(Guid)])!, value), value);
        }
    }
}

/// <summary>An enumeration as kebab-case text, such as <c>not-met</c>.</summary>
internal sealed class KebabConverter<TEnum>() : ValueConverter<TEnum, string>(value => Written[value], text => Read[text]) where TEnum : struct, Enum
{
    private static readonly Dictionary<TEnum, string> Written = Enum.GetValues<TEnum>().ToDictionary(value => value, value => SnakeCase.Kebab(value.ToString()));
    private static readonly Dictionary<string, TEnum> Read = Written.ToDictionary(pair => pair.Value, pair => pair.Key);
}
