using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Penstock.Postgres;

namespace Penstock.Relational.Tests;

public sealed class OneBadRowNeverStopsItsNeighboursTests(PostgresServer server)
{
    [ExpectedToFail("M2")]
    public Task A_refused_message_whose_key_is_too_long_for_an_index_is_parked_or_not_taken_at_all() => RefuseOneAsync(keyBytes: 4_000, seconds: 3);

    [Fact]
    public Task A_refused_message_whose_key_is_short_is_parked() => RefuseOneAsync(keyBytes: 40, seconds: 60);

    private async Task RefuseOneAsync(int keyBytes, double seconds)
    {
        await using var database = await DatabaseUnderTest.CreateAsync("postgresql", server);
        var handled = new ConcurrentBag<string>();
        await using var services = Services(database, handled);
        var hosted = services.GetServices<IHostedService>().ToList();
        foreach (var service in hosted)
            await service.StartAsync(default);
        var queues = services.GetRequiredService<Queues>();
        // What compresses would fit. Text of that length may also be refused where it is sent.
        var refusal = await Record.ExceptionAsync(() => queues.SendAsync(
            "emails", [Of("bad", Convert.ToBase64String(RandomNumberGenerator.GetBytes(keyBytes)))], default).AsTask());
        await queues.SendAsync("emails", [Of("1", "a"), Of("2", "b"), Of("3", "c")], default);
        await Within.SecondsAsync(seconds, () => Task.FromResult(handled.Count(text => text != "bad") == 3));
        await queues.SendAsync("emails", [Of("later", "d")], default);
        await Within.SecondsAsync(seconds, async () => handled.Contains("later") && await LeftAsync(database) == 0);

        var letters = await database.ScalarAsync<long>("SELECT count(*) FROM penstock_dead_letters");
        var left = await LeftAsync(database);
        foreach (var service in Enumerable.Reverse(hosted))
            await service.StopAsync(default);
        handled.Where(text => text != "bad").ShouldBe(["1", "2", "3", "later"], ignoreOrder: true);
        (left, letters).ShouldBe((0, refusal is null ? 1 : 0));
    }

    private static ServiceProvider Services(DatabaseUnderTest database, ConcurrentBag<string> handled)
    {
        var services = new ServiceCollection().AddLogging();
        services.AddPostgres(database.Url).AddQueues();
        services.AddPipeline("mail", mail => mail.FromQueue("emails").With(_ => new PipelineOptions { DrainLimit = TimeSpan.FromMilliseconds(200) })
            .ByKey(delivery => Encoding.UTF8.GetString(delivery.Body.Span), (text, _, _) =>
            {
                handled.Add(text);
                return text == "bad" ? throw new RejectedException("bad") : ValueTask.CompletedTask;
            }));
        return services.BuildServiceProvider();
    }

    private static Task<long> LeftAsync(DatabaseUnderTest database) => database.ScalarAsync<long>("SELECT count(*) FROM penstock_messages");

    private static Message Of(string body, string key) => new(Encoding.UTF8.GetBytes(body)) { Key = key };
}
