using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Penstock.Postgres;
using Penstock.Relational;

namespace Penstock.Workers.Chat.Tests;

public sealed class OneTableSaysWhoseFaultItIsTests(Servers servers)
{
    [ExpectedToFail("webhook-429")]
    public Task An_endpoint_that_is_asked_too_often_is_waited_for() => WaitForAsync(HttpStatusCode.TooManyRequests, HttpStatusCode.OK);

    [ExpectedToFail("webhook-301")]
    public Task An_endpoint_that_has_moved_is_waited_for() => WaitForAsync(HttpStatusCode.MovedPermanently, HttpStatusCode.MovedPermanently);

    [ExpectedToFail("webhook-301")]
    public Task An_endpoint_that_is_not_there_for_any_message_is_waited_for() => WaitForAsync(HttpStatusCode.NotFound, HttpStatusCode.NotFound);

    [ExpectedToFail("webhook-301")]
    public Task An_endpoint_that_is_gone_for_all_messages_is_waited_for() => WaitForAsync(HttpStatusCode.Gone, HttpStatusCode.Gone);

    [ExpectedToFail("table-lock-parks")]
    public async Task Updates_of_a_table_that_somebody_has_locked_wait_for_its_end()
    {
        await using var scene = await ChatScene.CreateAsync(servers);
        await scene.AcceptAsync(2, conversations: 2);
        scene.Options = new PostgresOptions { LockTimeout = TimeSpan.FromMilliseconds(100) };
        await using var connection = await scene.Store.OpenAsync(default);
        await using var locking = await scene.Store.BeginAsync(connection, default);
        await locking.Command("LOCK TABLE messages IN ACCESS EXCLUSIVE MODE").RunAsync(default);
        await scene.SendAsync(StatusScene.Update(0, MessageStatus.Sent), StatusScene.Update(1, MessageStatus.Sent, conversation: 2));
        await using var updater = FlowProcess.Start(scene, FlowScene.Updater(), topics: Trusting);
        await WaitsForAsync(scene, updater);
        await locking.CommitAsync(default);
        await Within.SecondsAsync(5, async () => await WrittenAsync() || await IsAnyGivenUpAsync(scene));

        (await scene.LettersAsync()).ShouldBeEmpty();
        (await WrittenAsync()).ShouldBeTrue();

        async Task<bool> WrittenAsync() => await scene.ScalarAsync<long>("SELECT count(*) FROM messages WHERE status = 'SENT'") == 2;
    }

    [ExpectedToFail("api-refusal-as-outage")]
    public Task Postgres_what_the_database_refuses_for_good_is_not_told_as_an_outage() => RefuseAsync(
        "postgresql", "ALTER TABLE messages ADD CONSTRAINT short CHECK (length(payload->>'content') <= 100)");

    [ExpectedToFail("api-refusal-as-outage")]
    public Task Sqlite_what_the_database_refuses_for_good_is_not_told_as_an_outage() => RefuseAsync(
        "sqlite", "CREATE TRIGGER short BEFORE INSERT ON messages WHEN length(new.payload) > 150 BEGIN SELECT RAISE(ABORT, 'too long'); END");

    private async Task WaitForAsync(HttpStatusCode answer, HttpStatusCode head)
    {
        using var web = new ScriptedWeb
        {
            Answer = _ => answer, Head = head, RetryAfter = answer == HttpStatusCode.TooManyRequests ? TimeSpan.FromSeconds(60) : null,
        };
        await using var scene = await ChatScene.CreateAsync(servers);
        await scene.SendAsync(WebhookScene.Topic, FlowScene.Many(5, conversations: 5));
        string? waitsFor;
        await using (var process = WebhookScene.Start(scene, web, Trusting))
            waitsFor = await WaitsForAsync(scene, process);

        (await scene.LettersAsync()).ShouldBeEmpty();
        (await scene.UpdatesAsync()).ShouldNotContain(update => update.Status == MessageStatus.Failed);
        waitsFor.ShouldNotBeNull().ShouldContain($"{(int)answer}");
        web.Posts.Count.ShouldBeLessThan(40);
    }

    private static FaultyTopics Trusting(Store store) => new(store) { IsStoreTrusted = true };

    // Null where a message was given up before anything was waited for. Afterwards too none may be.
    private static async Task<string?> WaitsForAsync(ChatScene scene, FlowProcess process)
    {
        var pipeline = process.Services.GetRequiredService<Pipeline>();
        string? waitsFor = null;
        await Within.SecondsAsync(10, async () => (waitsFor = pipeline.WaitsFor) is not null || await IsAnyGivenUpAsync(scene));
        await Within.SecondsAsync(1.5, () => IsAnyGivenUpAsync(scene));
        return waitsFor;
    }

    private static async Task<bool> IsAnyGivenUpAsync(ChatScene scene) => (await scene.LettersAsync()).Count > 0;

    private async Task RefuseAsync(string kind, string limit)
    {
        await using var api = await ApiScene.CreateAsync(servers, kind);
        await api.Chat.ExecuteAsync(limit);
        (await api.PostAsync(ApiScene.TextTo(1, Guid.NewGuid()))).Status.ShouldBe(HttpStatusCode.Accepted);

        var answer = await api.PostAsync(ApiScene.TextTo(1, Guid.NewGuid(), new string('x', 200)));

        ((int)answer.Status).ShouldBeInRange(400, 500);
        ((string?)answer.Body["detail"]).ShouldNotBeNull().ShouldNotContain("Send it again");
    }
}
