namespace FibreCentre.Domain.Evidence;

/// <summary>Everything that evidence refuses.</summary>
public static class EvidenceErrors
{
    public static Error NotFound() => new(ErrorKind.NotFound, "evidence-not-found", "No such evidence", "Check the reference.");

    public static Error IdUsed() => new(ErrorKind.Conflict, "evidence-id-used", "That id stands for other evidence", "Choose a new id for every piece of evidence, and repeat it only with the same one.");

    public static Error OfAnother() => new(ErrorKind.Conflict, "evidence-of-another", "It shows somebody or something else", "Another engineer has the place by now, or the attempt that it shows has been decided. Add it where it belongs.");

    public static Error Missing() => new(ErrorKind.Invalid, "evidence-missing", "Choose a file", "Nothing was sent, or it was empty.");

    public static Error TooLarge(int megabytes) => new(ErrorKind.Invalid, "evidence-too-large", "The file is too large", $"Send at most {megabytes} MB.");

    /// <param name="takes">What would be taken, such as "a JPEG, PNG or WebP picture".</param>
    public static Error NotTaken(string takes) => new(ErrorKind.Invalid, "evidence-not-taken", "That kind of file is not taken here", $"Send {takes}. What a file is, its content says, not its name.");

    public static Error HeicPicture() => new(ErrorKind.Invalid, "evidence-heic", "HEIC pictures are not taken", "Take the photo from this page, or set the phone's camera to \"most compatible\", and send a JPEG.");

    public static Error PictureTooLarge(int megapixels) => new(ErrorKind.Invalid, "picture-too-large", "The picture has too many dots", $"Send one of at most {megapixels} megapixels.");

    public static Error PictureBroken() => new(ErrorKind.Invalid, "picture-broken", "The picture cannot be read to its end", "It may have been cut off on its way: send it again, or take it again.");

    public static Error TraceBroken(string why) => new(ErrorKind.Invalid, "trace-broken", "The trace cannot be read", why);

    public static Error DecisionRestsOnIt() => new(ErrorKind.Conflict, "evidence-signed", "A decision rests on it", "What was signed is never taken away. A correction of the decision is a new record.");

    public static Error AlreadyWithdrawn() => new(ErrorKind.Conflict, "evidence-withdrawn", "Already taken back", "Nothing more is needed.");

    public static Error NoFolder() => new(ErrorKind.Unavailable, "no-evidence-folder", "No files can be kept just now", "The centre has no folder for evidence. Whoever runs it sets Evidence__Folder to a folder that lasts.");

    public static Error Lost() => new(ErrorKind.Unavailable, "evidence-lost", "The file did not stay", "Nothing was changed. Send it again.");

    public static Error NoTraces() => new(ErrorKind.NotFound, "no-traces", "No such traces", "There is none of this fibre that can be read.");

    public static Error TracesChanged() => new(ErrorKind.Conflict, "traces-changed", "The traces are others by now", "One was added or taken back meanwhile. Nothing was confirmed: look at them again.");

    public static Error TracesUnconfirmed() => new(ErrorKind.Conflict, "traces-unconfirmed", "A trace is not confirmed", "Say which fibre and end each trace is of, or take it back; then sign.");

    public static Error NoFinding(string criterion) => new(ErrorKind.Conflict, "no-finding", "The traces say nothing of it", $"Confirm the traces first; then {criterion} is judged by them.") { Facts = new Dictionary<string, object?> { ["criterion"] = criterion } };

    public static Error ReasonMissing(string criterion) =>
        new(ErrorKind.Invalid, "reason-missing", "Say why", $"The traces say otherwise of {criterion}. The quality assurers read the reason.") { Facts = new Dictionary<string, object?> { ["criterion"] = criterion } };

    public static Error OverrideUnexplained(string criterion) =>
        new(ErrorKind.Conflict, "override-unexplained", "The mark is other than the traces say", $"{criterion} is marked otherwise than its traces say, and no reason is given. Give it on the page of the traces, or mark what they say.") { Facts = new Dictionary<string, object?> { ["criterion"] = criterion } };

    public static Error Gone() => new(ErrorKind.Conflict, "evidence-gone", "The file is not there any more", "It was taken back, or the folder of evidence has lost it.");
}
