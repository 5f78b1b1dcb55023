using FibreCentre.Api.Persistence;
using FibreCentre.Api.Pipeline;
using FibreCentre.Domain;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Accounts;

/// <summary>Everybody who signs in, by name.</summary>
/// <param name="Search">A part of a name, an e-mail address or a provider's name; null for everybody.</param>
/// <param name="Skip">How many to leave out, for the next page.</param>
public sealed record ListSignIns(string? Search = null, int Skip = 0) : IQuery<ListedSignIns>;

/// <param name="Total">How many match.</param>
public sealed record ListedSignIns(int Total, IReadOnlyList<SignInLine> SignIns);

/// <param name="State"><c>active</c>, <c>invited</c> (no password has been chosen yet) or <c>disabled</c>.</param>
/// <param name="Provider">Of bookers and trainees; null for the centre's own people.</param>
public sealed record SignInLine(Guid Id, string Name, string Email, IReadOnlyList<string> Roles, string? Provider, string State, DateTimeOffset CreatedAt);

/// <summary>One of them.</summary>
public sealed record ShowSignIn(Guid Account) : IQuery<SignInAnswer>;

/// <param name="IsOwn">Whether it is that of whoever asks, who cannot shut themselves out.</param>
/// <param name="LinkSentAt">When the last link to choose a password was asked for; null when none was.</param>
public sealed record SignInAnswer(SignInLine SignIn, Guid? TraineeId, Guid? InstructorId, bool IsOwn, DateTimeOffset? LinkSentAt);

internal sealed class ListSignInsValidator : AbstractValidator<ListSignIns>
{
    public ListSignInsValidator()
    {
        RuleFor(request => request.Search).MaximumLength(100).WithMessage("Shorten what you look for to 100 characters.");
        RuleFor(request => request.Skip).InclusiveBetween(0, 1_000_000).WithMessage("Leave out from 0 to 1,000,000.");
    }
}

internal sealed class ListSignInsHandler(CentreDbContext db, TimeProvider clock) : IRequestHandler<ListSignIns, Result<ListedSignIns>>
{
    public const int PageSize = 50;

    public async Task<Result<ListedSignIns>> Handle(ListSignIns request, CancellationToken cancellationToken)
    {
        var time = await db.TimeAsync(cancellationToken);
        var like = string.IsNullOrWhiteSpace(request.Search) ? "%" : $"%{request.Search.Trim().Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal)}%";
        var rows = await db.Database.SqlQuery<SignInRow>($"""
            select a.id as "Id", a.display_name as "Name", a.email as "Email", a.roles as "Roles", p.name as "Provider", a.password_hash is not null as "HasPassword", coalesce(a.lockout_end > {clock.GetUtcNow()}, false) as "Disabled", a.created_at as "CreatedAt",
              a.trainee_id as "Trainee", a.instructor_id as "Instructor", (count(*) over ())::int as "Total", null::timestamptz as "LinkAt"
            from identity.account a left join provider p on p.id = a.provider_id
            where a.display_name ilike {like} or a.email ilike {like} or p.name ilike {like}
            order by lower(a.display_name), a.id offset {request.Skip} limit {PageSize}
            """).ToListAsync(cancellationToken);
        return new ListedSignIns(rows is [var any, ..] ? any.Total : 0, [.. rows.Select(each => each.Shown(time))]);
    }
}

internal sealed class ShowSignInHandler(CentreDbContext db, Security.Actor actor, TimeProvider clock) : IRequestHandler<ShowSignIn, Result<SignInAnswer>>
{
    public async Task<Result<SignInAnswer>> Handle(ShowSignIn request, CancellationToken cancellationToken)
    {
        var row = await db.Database.SqlQuery<SignInRow>($"""
            select a.id as "Id", a.display_name as "Name", a.email as "Email", a.roles as "Roles", p.name as "Provider", a.password_hash is not null as "HasPassword", coalesce(a.lockout_end > {clock.GetUtcNow()}, false) as "Disabled", a.created_at as "CreatedAt",
              a.trainee_id as "Trainee", a.instructor_id as "Instructor", 1 as "Total", (select max(m.created_at) from message m where m.account_id = a.id and m.kind = 'password-link') as "LinkAt"
            from identity.account a left join provider p on p.id = a.provider_id where a.id = {request.Account}
            """).SingleOrDefaultAsync(cancellationToken);
        if (row is null) return AccountErrors.SignInNotFound();
        var time = await db.TimeAsync(cancellationToken);
        return new SignInAnswer(row.Shown(time), row.Trainee, row.Instructor, row.Id == actor.AccountId, row.LinkAt is { } at ? time.Civil(new(at)) : null);
    }
}

internal sealed record SignInRow(
    Guid Id, string Name, string Email, string[] Roles, string? Provider, bool HasPassword, bool Disabled, DateTime CreatedAt, Guid? Trainee, Guid? Instructor, int Total, DateTime? LinkAt)
{
    public SignInLine Shown(CentreTime time) => new(Id, Name, Email, Roles, Provider, Disabled ? "disabled" : HasPassword ? "active" : "invited", time.Civil(new(CreatedAt)));
}
