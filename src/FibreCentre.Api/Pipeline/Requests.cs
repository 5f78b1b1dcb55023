using FibreCentre.Domain;
using MediatR;

namespace FibreCentre.Api.Pipeline;

/// <summary>A use case that changes something. It runs in a transaction, leaves an audit entry, and may be repeated under an idempotency key.</summary>
internal interface ICommand<TResponse> : IRequest<Result<TResponse>>, ICommand;

/// <summary>What the pipeline needs to know of any command.</summary>
internal interface ICommand
{
    /// <summary>What the audit entry says it was done to, where that is known beforehand.</summary>
    Guid? Subject => null;
}

/// <summary>The product looking after itself: nobody did it, so the audit does not say so.</summary>
internal interface IHousekeeping;

/// <summary>A use case that only reads. Its transaction is read-only: the database refuses a write.</summary>
internal interface IQuery<TResponse> : IRequest<Result<TResponse>>;

/// <summary>A command of the hot path: its first statement is the batch that reads the facts, and the pipeline's opening goes with it.</summary>
internal interface IOpensWithFacts;
