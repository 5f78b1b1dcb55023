using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Metadata.Conventions;

namespace FibreCentre.Api.Persistence;

/// <summary>Columns are snake_case in the database. Tables are named where they are mapped.</summary>
internal sealed class SnakeCase : IModelFinalizingConvention
{
    public void ProcessModelFinalizing(IConventionModelBuilder modelBuilder, IConventionContext<IConventionModelBuilder> context)
    {
        foreach (var property in modelBuilder.Metadata.GetEntityTypes().Where(entity => !entity.IsMappedToJson()).SelectMany(entity => entity.GetDeclaredProperties()))
            property.Builder.HasColumnName(Of(property.Name));   // by convention: a name given in the mapping wins
    }

    /// <summary><c>BookingClosesAt</c> becomes <c>booking_closes_at</c>.</summary>
    public static string Of(string name)
    {
        var snake = new StringBuilder(name.Length + 4);
        foreach (var letter in name)
        {
            if (char.IsUpper(letter) && snake.Length > 0) snake.Append('_');
            snake.Append(char.ToLowerInvariant(letter));
        }
        return snake.ToString();
    }

    /// <summary><c>NotMet</c> becomes <c>not-met</c>: how states are written in the database and in the API.</summary>
    public static string Kebab(string name) => Of(name).Replace('_', '-');
}
