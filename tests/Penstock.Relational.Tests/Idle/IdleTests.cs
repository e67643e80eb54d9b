using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Penstock.Sqlite;
using Penstock.Testing;

namespace Penstock.Relational.Tests;

public sealed class IdleTests(PostgresServer server, ITestOutputHelper output)
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task A_whole_idle_process_makes_a_statement_a_second_at_most_whatever_the_number_of_its_queues(int queues)
    {
        await using var database = await DatabaseUnderTest.CreateAsync("sqlite", server);
        await using var store = new TracedStore(new SqliteStore(StoreUrl.Parse(database.Url), database.Clock));
        await using var services = Services(store, database.Clock, queues, new TaskCompletionSource());
        await StartAsync(services);
        // The first looks come sooner.
        await PassAsync(database.Clock, Minute, Timers(queues));
        store.TakeAll();

        await PassAsync(database.Clock, Minute, Timers(queues));

        var ran = store.TakeAll();
        foreach (var kind in ran.GroupBy(s => s[..Math.Min(60, s.Length)], StringComparer.Ordinal))
            output.WriteLine($"{kind.Count()} x {kind.Key}");
        ran.Count.ShouldBeInRange(40, 60);
        await StopAsync(services);
    }

    [Fact]
    public async Task What_another_process_sends_is_found_with_the_next_heartbeat()
    {
        await using var database = await DatabaseUnderTest.CreateAsync("sqlite", server);
        await using var store = new TracedStore(new SqliteStore(StoreUrl.Parse(database.Url), database.Clock));
        var handled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var services = Services(store, database.Clock, 1, handled);
        await StartAsync(services);
        await PassAsync(database.Clock, Minute, Timers(1));

        await new Queues(database.Open()).SendAsync("q0", [new Message(Encoding.UTF8.GetBytes("hi"))], default);
        await PassAsync(database.Clock, TimeSpan.FromSeconds(1.3), Timers(1));

        await handled.Task.WaitAsync(Minute, TimeProvider.System);
        await StopAsync(services);
    }

    // Heartbeat, control, replays, retention, and each queue's wait.
    private static int Timers(int queues) => 4 + queues;

    private static async Task PassAsync(ManualClock clock, TimeSpan span, int timers)
    {
        for (var until = clock.GetUtcNow() + span; ;)
        {
            await clock.WaitForTimersAsync(timers);
            if (clock.NextDue is not { } next || clock.GetUtcNow() + next > until)
                return;
            clock.Advance(next);
        }
    }

    private static ServiceProvider Services(Store store, TimeProvider clock, int queues, TaskCompletionSource handled)
    {
        var services = new ServiceCollection().AddLogging().AddSingleton(clock).AddQueues(store);
        for (var i = 0; i < queues; i++)
        {
            var queue = $"q{i}";
            services.AddPipeline(queue, pipeline => pipeline.FromQueue(queue).ByKey(delivery => Encoding.UTF8.GetString(delivery.Body.Span), (_, _, _) => Handle(handled)));
        }

        return services.BuildServiceProvider();
    }

    private static ValueTask Handle(TaskCompletionSource handled)
    {
        handled.TrySetResult();
        return ValueTask.CompletedTask;
    }

    private static async Task StartAsync(ServiceProvider services)
    {
        foreach (var service in services.GetServices<IHostedService>())
            await service.StartAsync(default);
    }

    private static async Task StopAsync(ServiceProvider services)
    {
        foreach (var service in services.GetServices<IHostedService>().Reverse())
            await service.StopAsync(default);
    }
}
