namespace Penstock.Hosting;

/// <summary>
/// Asks all checks at once. Probes that come together share one round, and its answer serves for a second:
/// a storm of probes must not become a storm of statements.
/// </summary>
internal sealed class Readiness(IEnumerable<IReadinessCheck> checks, TimeProvider time)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);
    private readonly List<BoundedCheck> checks = [.. checks.Select(check => new BoundedCheck(check, time))];
    private readonly Lock gate = new();
    private Task<IReadOnlyList<CheckAnswer>>? round;
    private long answeredAt;

    public async Task<string?> WhyNotReadyAsync() => (await AnswersAsync()).FirstOrDefault(answer => answer.Reason is not null)?.Reason;

    public Task<IReadOnlyList<CheckAnswer>> AnswersAsync()
    {
        lock (gate)
        {
            if (round is null || (round.IsCompleted && time.GetElapsedTime(Volatile.Read(ref answeredAt)) >= Fresh))
                round = AskAsync();
            return round;
        }
    }

    private async Task<IReadOnlyList<CheckAnswer>> AskAsync()
    {
        var answers = await Task.WhenAll(checks.Select(async check => new CheckAnswer(check.Name, await check.AskAsync())));
        Volatile.Write(ref answeredAt, time.GetTimestamp());
        return answers;
    }
}
