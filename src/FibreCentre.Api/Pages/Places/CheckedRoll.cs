using FibreCentre.Api.Features.Places;
using FibreCentre.Domain;
using MediatR;

namespace FibreCentre.Api.Pages.Places;

/// <summary>The answer of the check beside the file's own lines.</summary>
/// <param name="Seats">How many can be taken at most.</param>
internal sealed record CheckedRoll(CheckedEngineers Answer, CarriedEngineers Engineers, IReadOnlyList<CheckedRow> Rows, int Seats)
{
    public int Accepted => Answer.Accepted;

    public bool IsFromFile => Engineers.Lines.Count > 0;

    /// <summary>More may come than there are seats: the booker has to choose.</summary>
    public bool MustChoose => Accepted > Seats && Seats > 0;

    /// <summary>How many a click on the button takes.</summary>
    public int Takes => Math.Max(0, Math.Min(Accepted, Seats));

    /// <param name="seats">Null takes as many as the cohort has for the provider.</param>
    public static async Task<Result<CheckedRoll>> CheckAsync(IMediator mediator, Guid cohort, CarriedEngineers engineers, int? seats, CancellationToken stop)
    {
        var answer = await mediator.Send(new CheckEngineers(new(cohort), engineers.Known, engineers.Engineers), stop);
        return answer.Succeeded ? Of(answer.Value, engineers, seats ?? answer.Value.PlacesLeft) : answer.Error;
    }

    /// <summary>What goes on to the confirmation: the same engineers, with what the check found.</summary>
    public CarriedEngineers Carried() => Engineers with { Accepted = [.. Rows.Where(row => row.Accepted).Select(row => row.Answer.Row)] };

    /// <summary>The lines of the file that cannot be taken, with the reasons.</summary>
    public byte[] Rejected() => RejectedLines.Write(
        Engineers.File?.Header ?? "", $"{Engineers.File?.Delimiter ?? ','}", Rows.Where(row => row is { Accepted: false, Sheet: not null }).Select(row => (row.Sheet!.Raw, string.Join(' ', row.Answer.Reasons))));

    private static CheckedRoll Of(CheckedEngineers answer, CarriedEngineers engineers, int seats)
    {
        var left = seats;
        return new(answer, engineers, [.. answer.Rows.Select((row, index) =>
        {
            var accepted = row.Reasons.Count == 0;
            return new CheckedRow(row, index < engineers.Known.Count ? null : engineers.Lines[index - engineers.Known.Count], accepted, accepted && left-- > 0);
        })], seats);
    }
}

/// <param name="Sheet">Null for an engineer who was ticked.</param>
/// <param name="HasSeat">Whether there is still a seat for it when they are given out in order.</param>
internal sealed record CheckedRow(CheckedEngineer Answer, SheetLine? Sheet, bool Accepted, bool HasSeat);

/// <summary>The table of a check, for the part of a page that shows it.</summary>
/// <param name="Ticked">What was ticked before; null ticks as many as there are seats.</param>
internal sealed record RollShown(CheckedRoll Check, IReadOnlyCollection<int>? Ticked);

/// <summary>What follows the table: how to put right the others.</summary>
/// <param name="Verb">What they could not be, such as <c>booked</c>.</param>
/// <param name="Again">Where another file is chosen.</param>
internal sealed record RestShown(CheckedRoll Check, string? Carried, string Verb, string Again);
