namespace Penstock.Tests;

/// <summary>Notes nothing, so nobody ever died.</summary>
internal sealed class ForgetfulJournal(IJournal inner) : IJournal
{
    public ValueTask HoldAsync(string pipeline, int slot, IReadOnlyList<string> origins, CancellationToken giveUp) => ValueTask.CompletedTask;

    public ValueTask<IReadOnlyDictionary<string, int>> ClaimAsync(
        string pipeline, int slot, IReadOnlyList<string> origins, CancellationToken giveUp) => new(new Dictionary<string, int>());

    public ValueTask ForgetAsync(string pipeline, IReadOnlyList<string> origins, CancellationToken giveUp) => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
