using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Penstock.Relational;

namespace Penstock.TestWorker;

/// <summary>A pipeline on a queue, whose effect is a row in the table <c>done</c> and a line that says so.</summary>
internal static class QueueWork
{
    public static void AddQueueWork(this IServiceCollection services, Store store, Asked asked, Input input)
    {
        services.AddQueues(store);
        var frozen = 0;
        services.AddPipeline("work", work => work
            .FromQueue(asked.Queue!)
            .With(_ => new PipelineOptions { BatchSize = asked.Batch, DrainLimit = asked.Drain })
            .Each(delivery => Encoding.UTF8.GetString(delivery.Body.Span), async (name, _, giveUp) =>
            {
                if (asked.FreezeInHandler && Interlocked.Exchange(ref frozen, 1) == 0)
                {
                    Said.Line("frozen in handler");
                    await input.LineAsync();
                }

                await using var connection = await store.OpenAsync(giveUp);
                await connection.Command("INSERT INTO done VALUES (@name)", ("name", name)).RunAsync(giveUp);
                Said.Line($"did {name}");
            }));
    }
}
