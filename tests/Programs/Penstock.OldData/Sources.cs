using System.Text;

namespace Penstock.OldData;

/// <summary>Takes from a source and settles, as a pipeline does.</summary>
internal static class Sources
{
    public static async Task<Batch> TakeAsync(this ISource source, int max = 100)
    {
        while (true)
        {
            var batch = await source.ReceiveAsync(max, default);
            if (batch.Items.Count > 0)
                return batch;
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }
    }

    public static async Task SettleAsync(this ISource source, int count, Func<string, Settlement> settlement)
    {
        for (var settled = 0; settled < count;)
        {
            await using var batch = await source.TakeAsync(count - settled);
            var lost = await source.SettleAsync(batch, [.. batch.Items.Select(d => new Verdict(d, settlement(Body(d))))], default);
            if (lost.Count > 0)
                throw new InvalidOperationException($"{lost.Count} were lost before they were settled.");
            settled += batch.Items.Count;
        }
    }

    public static string Body(Delivery delivery) => Encoding.UTF8.GetString(delivery.Body.Span);

    public static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
