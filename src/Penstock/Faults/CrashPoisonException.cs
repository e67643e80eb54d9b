namespace Penstock;

/// <summary>The process died each time it handled the message, the last times as the only suspect that ran.</summary>
internal sealed class CrashPoisonException(int deaths)
    : RejectedException($"The process died {deaths} times while it handled this message, at least {deaths - 1} times with nothing else under suspicion.");
