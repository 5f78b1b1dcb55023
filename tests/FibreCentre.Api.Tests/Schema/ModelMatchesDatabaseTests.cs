using System.Text.RegularExpressions;
using FibreCentre.Api.Persistence;
using FibreCentre.Api.Security;
using FibreCentre.Api.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.Extensions.DependencyInjection;

namespace FibreCentre.Api.Tests.Schema;

/// <summary>The schema is written by hand and comes first; what EF believes of it has to agree.</summary>
public sealed partial class ModelMatchesDatabaseTests(TestCentre centre) : IClassFixture<TestCentre>
{
    /// <summary>Tables that no entity stands for, each with who writes them.</summary>
    private static readonly Dictionary<string, string> WithoutEntity = new()
    {
        ["public.schema_journal"] = "the migrator's", ["public.idempotency_key"] = "the pipeline's", ["public.ledger_head"] = "locked and written by LedgerBook", ["public.ledger_saved_head"] = "the signed heads", ["public.ledger_text"] = "written by LedgerText",
        ["identity.sign_in_try"] = "the throttle's", ["identity.signing_pin"] = "the pins' own", ["identity.passkey_question"] = "the passkeys' own", ["public.retention_class"] = "read and written where it is applied", ["public.session_change"] = "written by a trigger, read by ShowScreen",
        ["public.timetable_entry"] = "written by triggers, read by FeedReading", ["public.calendar_edition"] = "likewise",
        ["public.session_bay_change"] = "likewise a trigger's, read by ShowScreen",
    };

    /// <summary>Columns that no property stands for: each has a default or is computed, so EF's inserts leave it alone.</summary>
    private static readonly HashSet<string> WithoutProperty =
        ["public.bay.resource_kind", "public.kit_item.resource_kind", "public.instructor.resource_kind", "public.trainee.resource_kind", "public.session.served_by", "public.invitation.touched", "public.reservation.starts", "public.reservation.ends", "public.quality_review.is_drawn"];

    [Theory]
    [InlineData(typeof(CentreDbContext))]
    [InlineData(typeof(AccountDbContext))]
    public async Task Every_property_has_its_column_with_the_same_type_and_nullability(Type context) => Assert.Empty(await DifferencesAsync(context));

    [Fact]
    public async Task Every_table_and_column_of_the_database_is_known_to_a_model()
    {
        var mapped = Columns(typeof(CentreDbContext)).Concat(Columns(typeof(AccountDbContext))).Select(each => each.Column).ToHashSet();
        var tables = mapped.Select(each => each[..each.LastIndexOf('.')]).ToHashSet();
        var unknown = (await ActualAsync()).Where(each => !mapped.Contains(each.Key) && !WithoutProperty.Contains(each.Key)).Select(each => each.Key)
            .Where(column => !WithoutEntity.ContainsKey(column[..column.LastIndexOf('.')]) || tables.Contains(column[..column.LastIndexOf('.')]));

        Assert.Empty(unknown);
    }

    [Theory]
    [InlineData("alter table booking rename column purchase_order to po", "alter table booking rename column po to purchase_order")]
    [InlineData("alter table booking alter column reference drop not null", "alter table booking alter column reference set not null")]
    [InlineData("alter table trainee alter column date_of_birth type timestamptz", "alter table trainee alter column date_of_birth type date")]
    public async Task A_database_that_went_another_way_is_seen(string change, string back)
    {
        await centre.Run(change);
        try
        {
            Assert.Single(await DifferencesAsync(typeof(CentreDbContext)));
        }
        finally
        {
            await centre.Run(back);
        }
    }

    private async Task<List<string>> DifferencesAsync(Type context)
    {
        var actual = await ActualAsync();
        return [.. Columns(context).Select(wanted => actual.TryGetValue(wanted.Column, out var found)
            ? found == wanted.Is ? null : $"{wanted.Column}: the model says {wanted.Is}, the database {found}"
            : $"{wanted.Column}: not in the database").OfType<string>()];
    }

    private List<(string Column, string Is)> Columns(Type context)
    {
        using var scope = centre.App.Services.CreateScope();
        var db = (DbContext)scope.ServiceProvider.GetRequiredService(context);
        var columns = new List<(string, string)>();
        foreach (var entity in db.Model.GetEntityTypes())
        {
            var table = StoreObjectIdentifier.Create(entity, StoreObjectType.Table)!.Value;
            if (entity.IsMappedToJson())
            {
                columns.Add(($"{table.Schema ?? "public"}.{table.Name}.{entity.GetContainerColumnName()}", entity.GetContainerColumnType() is { Length: > 0 } type ? type : "jsonb"));   // the provider's own choice
                continue;
            }
            foreach (var property in entity.GetProperties())
                columns.Add(($"{table.Schema ?? "public"}.{table.Name}.{property.GetColumnName(table)}", Described(property.GetColumnType(table)!, property.IsColumnNullable(table))));
        }
        return [.. columns.Distinct()];
    }

    private async Task<Dictionary<string, string>> ActualAsync()
    {
        var columns = new Dictionary<string, string>();
        await using var command = centre.Everything.CreateCommand("""
            select format('%s.%s.%s', n.nspname, c.relname, a.attname), format_type(a.atttypid, a.atttypmod), not a.attnotnull
            from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
            where c.relkind = 'r' and n.nspname in ('public', 'identity') and a.attnum > 0 and not a.attisdropped
            """);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync()) columns[reader.GetString(0)] = Described(reader.GetString(1), reader.GetBoolean(2));
        return columns;
    }

    /// <summary>Lengths and precisions are constraints of the database alone; text and varchar are one type with and without a length.</summary>
    private static string Described(string type, bool nullable) =>
        $"{Modifier().Replace(type, "").Replace("character varying", "text", StringComparison.Ordinal)}{(nullable ? " null" : "")}";

    [GeneratedRegex(@"\([\d,]+\)")]
    private static partial Regex Modifier();
}
