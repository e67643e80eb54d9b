using System.Globalization;

namespace Penstock.Redis;

/// <summary>Takes from a list into its stream: by a script what is there, by a blocking move into an inbox what comes later.</summary>
internal sealed class ListReads(IRedis redis, WokenCalls calls, ListOptions list, StreamOptions options, StreamKeys keys) : INewEntries
{
    private const int MostInOne = 1_000;

    private readonly IReadOnlyList<string> scriptKeys = [.. keys.All, list.List, keys.Inbox];

    public async ValueTask<IReadOnlyList<StreamDelivery>> ReadAsync(int max, TimeSpan wait, CancellationToken stopping)
    {
        var there = await TakeAsync(max, stopping);
        if (there.Count > 0 || wait <= TimeSpan.Zero)
            return there;

        var seconds = wait.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture);
        var came = await calls.CallAsync(
            new RedisCommand("BLMOVE", list.List, keys.Inbox, list.FromRight ? "RIGHT" : "LEFT", "RIGHT", seconds), wait, stopping);
        return came.IsNull ? [] : await TakeAsync(max, CancellationToken.None);
    }

    private async ValueTask<IReadOnlyList<StreamDelivery>> TakeAsync(int max, CancellationToken giveUp)
    {
        var entries = await StreamScripts.ListRead.RunAsync(
            redis, scriptKeys, [.. keys.Arguments, Math.Min(max, MostInOne), options.BodyField, list.FromRight ? "RPOP" : "LPOP"], giveUp);
        return [.. entries.Items.Select(entry => new StreamDelivery(options, entry))];
    }
}
