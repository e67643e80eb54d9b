using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Penstock.Postgres;
using Penstock.Sqlite;

namespace Penstock.Relational.Tests;

public sealed class QueueServicesTests(PostgresServer server)
{
    [Theory, MemberData(nameof(DatabaseUnderTest.Kinds), MemberType = typeof(DatabaseUnderTest))]
    public async Task A_pipeline_on_a_queue_needs_three_lines_and_parks_what_is_refused(string kind)
    {
        await using var database = await DatabaseUnderTest.CreateAsync(kind, server);
        var handled = new List<string>();
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using (var services = Services(database, (text, _, _) => Handle(text, handled, all)))
        {
            var hosted = services.GetServices<IHostedService>().ToList();
            foreach (var service in hosted)
                await service.StartAsync(default);
            var queues = services.GetRequiredService<Queues>();
            await queues.SendAsync("emails", [Of("1"), Of("bad"), Of("2")], default);
            await all.Task.WaitAsync(TimeSpan.FromSeconds(60), TimeProvider.System);
            foreach (var service in Enumerable.Reverse(hosted))
                await service.StopAsync(default);
        }

        handled.ShouldBe(["1", "2", "bad"], ignoreOrder: true);
        (await database.ListAsync("SELECT pipeline, origin, reason_type FROM penstock_dead_letters", r => (r.GetString(0), r.GetString(1), r.GetString(2))))
            .ShouldBe([("mail", "emails/2", nameof(RejectedException))]);
        (await database.ScalarAsync<long>("SELECT count(*) FROM penstock_messages")).ShouldBe(0);
        // An orderly end leaves no owner behind that others would wait for.
        (await database.ScalarAsync<long>("SELECT count(*) FROM penstock_owners")).ShouldBe(0);
    }

    [Fact]
    public void A_name_that_is_none_of_a_queue_is_refused_where_it_is_written() =>
        Should.Throw<FormatException>(() => new PipelineBuilder("mail").FromQueue("e mails")).Message.ShouldStartWith("'e mails' is no name of a queue:");

    [Fact]
    public void An_address_that_is_none_is_refused_where_it_is_written() =>
        Should.Throw<FormatException>(() => new ServiceCollection().AddSqlite("emails.db")).Message.ShouldContain("sqlite:///file");

    private static ServiceProvider Services(DatabaseUnderTest database, Func<string, Delivery, CancellationToken, ValueTask> handle)
    {
        var services = new ServiceCollection().AddLogging();
        (database.IsPostgres ? services.AddPostgres(database.Url) : services.AddSqlite(database.Url)).AddQueues();
        services.AddPipeline("mail", mail => mail.FromQueue("emails").ByKey(delivery => Encoding.UTF8.GetString(delivery.Body.Span), handle));
        return services.BuildServiceProvider();
    }

    private static ValueTask Handle(string text, List<string> handled, TaskCompletionSource all)
    {
        lock (handled)
        {
            handled.Add(text);
            if (handled.Count == 3)
                all.SetResult();
        }

        return text == "bad" ? throw new RejectedException("bad") : ValueTask.CompletedTask;
    }

    private static Message Of(string body) => new(Encoding.UTF8.GetBytes(body));
}
