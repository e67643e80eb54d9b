using Penstock.Redis;
using Penstock.Workers.Digest;

namespace Penstock.Bench;

/// <summary>
/// Messages at a steady rate: most of them good, some sent twice as an agent does, some poison. What got no answer is sent again until
/// it got one, so that each number was taken at least once.
/// </summary>
internal sealed class SoakLoad(RedisClient redis, SoakTally tally, TimeProvider clock)
{
    public const int PerSecond = 200;
    private const int AtATime = 20;
    private const int TwiceEvery = 50;
    private const int PoisonEvery = 400;
    private static readonly TimeSpan Between = TimeSpan.FromSeconds((double)AtATime / PerSecond);
    private static readonly TimeSpan BeforeAgain = TimeSpan.FromMilliseconds(200);

    /// <summary>Until it is told to stop; then what is in hand is still taken.</summary>
    public async Task RunAsync(CancellationToken stopping, CancellationToken giveUp)
    {
        for (long first = 0; !stopping.IsCancellationRequested; first += AtATime)
        {
            await TakenAsync([.. Enumerable.Range(0, AtATime).Select(i => DigestScene.Add(first + i, 1))], giveUp);
            tally.Took(AtATime);
            if (first % (TwiceEvery * AtATime) == 0)
                await AgainAsync(first, giveUp);
            if (first % PoisonEvery == 0)
                await PoisonAsync($"poison-{first}", giveUp);
            await Task.Delay(Between, clock, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task AgainAsync(long message, CancellationToken giveUp)
    {
        await TakenAsync([DigestScene.Add(message, 1)], giveUp);
        tally.TookAgain();
    }

    private async Task PoisonAsync(string mark, CancellationToken giveUp)
    {
        await TakenAsync(
            [new RedisCommand("XADD", DigestScene.Options.Stream, "*", MetricMessage.ServerIdField, mark, MetricMessage.PayloadField, "{\"node_exporter\":[{]}")], giveUp);
        tally.TookPoison(mark);
    }

    private async Task TakenAsync(RedisCommand[] commands, CancellationToken giveUp)
    {
        while (true)
        {
            try
            {
                var replies = await redis.CallAsync(commands, giveUp);
                if (replies.All(reply => reply.Kind != ReplyKind.Error))
                    return;
            }
            catch (RedisException)
            {
                // Killed just now: whether it took them is not known.
            }

            await Task.Delay(BeforeAgain, clock, giveUp);
        }
    }
}
