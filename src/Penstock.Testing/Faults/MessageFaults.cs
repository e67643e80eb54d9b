namespace Penstock.Testing;

/// <summary>Which messages are faulty, and what their faults do to a handler.</summary>
/// <param name="of">The fault of a message by its origin; null for a sound one. The same instance each time.</param>
/// <param name="clock">For slow ones.</param>
/// <param name="tally">Counts what happened, by the kind's name.</param>
/// <param name="kill">Ends the process for a <see cref="MessageFault.Killer"/>.</param>
public sealed class MessageFaults(Func<string, MessageFault?> of, TimeProvider clock, FaultTally tally, Action? kill = null)
{
    /// <summary>Called by a handler before its effect.</summary>
    public async ValueTask ApplyAsync(string origin, CancellationToken giveUp)
    {
        if (of(origin) is not { } fault || fault is MessageFault.Flaky { Left: <= 0 })
            return;

        tally.Add(fault.GetType().Name);
        switch (fault)
        {
            case MessageFault.Poison:
                throw new InvalidDataException($"{origin} is poison.");
            case MessageFault.Rejected:
                throw new RejectedException($"{origin} can't be handled.");
            case MessageFault.Flaky flaky:
                flaky.Left--;
                throw new InvalidDataException($"{origin} fails {flaky.Left} times more.");
            case MessageFault.DeadCorner:
                throw new TimeoutException($"{origin} hit a corner that doesn't answer.");
            case MessageFault.Slow slow:
                await Task.Delay(slow.For, clock, slow.Deaf ? CancellationToken.None : giveUp);
                break;
            case MessageFault.Killer:
                kill?.Invoke();
                await Never.Task;
                break;
        }
    }
}
