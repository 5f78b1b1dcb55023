namespace FibreCentre.Domain.Providers;

/// <summary>Everything that is refused about engineers, their certificates from elsewhere, their employers and the import of many.</summary>
public static class PeopleErrors
{
    public static Error EngineerNotFound() => new(ErrorKind.NotFound, "engineer-not-found", "No such engineer", "Check the reference.");

    public static Error ProviderNotFound() => new(ErrorKind.NotFound, "provider-not-found", "No such provider", "Check the reference.");

    public static Error EmailInUse() =>
        new(ErrorKind.Conflict, "email-in-use", "The e-mail address is taken", "Another engineer of this provider has this e-mail address. Enter another one, or change that engineer first.");

    public static Error EngineerChanged() =>
        new(ErrorKind.Conflict, "engineer-changed", "Somebody else changed this engineer", "Nothing was saved. Look at the engineer again, then repeat your change.");

    public static Error OutsideCertificateNotFound() => new(ErrorKind.NotFound, "outside-certificate-not-found", "No such certificate", "Check the reference.");

    public static Error OutsideCertificateKnown(OutsideCertificateState state) => new(ErrorKind.Conflict, "outside-certificate-known", "This certificate is recorded already", state switch
    {
        OutsideCertificateState.Rejected => "The centre has rejected it; its reason stands on the engineer's page. Ask the centre to look again.",
        _ => "The engineer has a certificate of this course with this number. Check the number.",
    });

    public static Error CheckedMeanwhile() =>
        new(ErrorKind.Conflict, "outside-certificate-checked", "The centre has checked this certificate", "It stands in the record and cannot be taken back any more.");

    public static Error SameEmployer() => new(ErrorKind.Conflict, "same-employer", "Already employed there", "Choose the provider that employs the engineer from now on.");

    /// <param name="places">One entry a place: on which cohort, when, in which booking.</param>
    public static Error PlacesAhead(IReadOnlyList<object> places) =>
        new(ErrorKind.Conflict, "places-ahead", "Places lie ahead", "The engineer has places that are not over, booked by the present employer. Cancel or transfer them first, or wait until they are over.")
        { Facts = new Dictionary<string, object?> { ["places"] = places } };

    public static Error ErasedAlready() => new(ErrorKind.Conflict, "erased-already", "Erased already", "What is left is the safety record; it names nobody.");

    public static Error PracticeAhead() => new(ErrorKind.Conflict, "practice-ahead", "Practice lies ahead", "The present employer has booked practice for this engineer. It has to be released first, or be over.");

    public static Error OnWaitingList() => new(ErrorKind.Conflict, "on-waiting-list", "The engineer is named on a waiting list", "The present employer waits for a place for this engineer. It has to leave the list first.");

    public static Error AppealOpen() => new(ErrorKind.Conflict, "appeal-open", "An appeal is open", "A decision about this engineer is contested. The appeal has to end first.");

    public static Error MovedMeanwhile() =>
        new(ErrorKind.Conflict, "engineer-moved", "An engineer has changed employer", "One of the engineers named is not employed by this provider any more. Nothing was booked.");

    public static Error ImportNotFound() => new(ErrorKind.NotFound, "import-not-found", "No such import", "Check the reference.");

    public static Error ImportStarted() => new(ErrorKind.Conflict, "import-started", "The import has started", "It was confirmed before; its rows cannot be decided any more.");

    public static Error NothingToImport() =>
        new(ErrorKind.Conflict, "nothing-to-import", "Nothing to import", "No row is new or changes an engineer. Correct the rejected rows, or decide about the possible duplicates, first.");

    public static Error ImportNotFinished() => new(ErrorKind.Conflict, "import-not-finished", "The import is not finished", "Only an import that has finished can be undone.");

    public static Error NothingToUndo() => new(ErrorKind.Conflict, "nothing-to-undo", "Nothing to undo", "The import changed nothing, or all of it was undone before.");

    /// <param name="rows">The numbers that are no possible duplicates of this import, or cannot be decided so.</param>
    public static Error CannotDecide(IReadOnlyList<int> rows) =>
        new(ErrorKind.Invalid, "row-cannot-be-decided", "A row cannot be decided like this", $"Only possible duplicates are decided, and one with an e-mail address that is taken cannot be imported as new: row {string.Join(", ", rows)}.")
        { Facts = new Dictionary<string, object?> { ["rows"] = rows } };
}
