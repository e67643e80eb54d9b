using System.Text;

namespace Penstock.Workers.Chat.Tests;

public sealed class StatusUpdaterTests(Servers servers)
{
    public static MatrixTheoryData<string, Step> Deaths => new(["postgresql", "sqlite"], FlowScene.Steps);

    [Theory, MemberData(nameof(ChatScene.Kinds), MemberType = typeof(ChatScene))]
    public async Task A_message_moves_forward_and_what_comes_late_is_history_only(string kind)
    {
        await using var scene = await ChatScene.CreateAsync(servers, kind);
        await scene.AcceptAsync(3);
        MessageStatus[] way = [MessageStatus.Processing, MessageStatus.Read, MessageStatus.Delivered, MessageStatus.Sent, MessageStatus.Failed];
        await scene.SendAsync(way.Select(status => StatusScene.Update(0, status)));
        await scene.SendAsync(StatusScene.Update(1, MessageStatus.Sent), StatusScene.Update(1, MessageStatus.Failed), StatusScene.Update(1, MessageStatus.Delivered));
        await UpdateAsync(scene);
        // In another batch too.
        await scene.SendAsync(StatusScene.Update(0, MessageStatus.Delivered, channel: "whatsapp"));
        await UpdateAsync(scene);

        (await scene.StatusAsync(0)).ShouldBe("READ");
        (await scene.HistoryAsync(0)).ShouldBe([.. way.Select(status => status.Label()), "DELIVERED"]);
        (await scene.StatusAsync(1)).ShouldBe("FAILED");
        (await scene.HistoryAsync(1)).ShouldBe(["SENT", "FAILED", "DELIVERED"]);
        (await scene.StatusAsync(2)).ShouldBe("ACCEPTED");
    }

    [Theory, MemberData(nameof(ChatScene.Kinds), MemberType = typeof(ChatScene))]
    public async Task History_has_channel_moment_and_details(string kind)
    {
        await using var scene = await ChatScene.CreateAsync(servers, kind);
        await scene.AcceptAsync(1);
        await scene.SendAsync(
            StatusScene.Update(0, MessageStatus.Sent, channel: "whatsapp") with { Details = StatusDetails.Reason("why not") },
            StatusScene.Update(0, MessageStatus.Read) with { UserId = 7 });
        await UpdateAsync(scene);

        var rows = await scene.ListAsync(
            $"SELECT status, channel, {scene.Store.Dialect.AsText("timestamp")}, {scene.Store.Dialect.AsText("details")} FROM message_status_history ORDER BY id",
            row => (row.GetString(0), row.IsDBNull(1) ? null : row.GetString(1), Digits(row.GetString(2)), row.GetString(3).Replace(" ", "", StringComparison.Ordinal)));
        rows.ShouldBe([("SENT", "whatsapp", "20251202103000123", """{"reason":"whynot"}"""), ("READ", null, "20251202103000123", """{"user_id":7}""")]);
    }

    [Theory, MemberData(nameof(ChatScene.Kinds), MemberType = typeof(ChatScene))]
    public async Task What_is_about_nobody_is_passed_over_and_what_can_t_be_read_is_a_dead_letter(string kind)
    {
        await using var scene = await ChatScene.CreateAsync(servers, kind);
        await scene.AcceptAsync(1);
        string[] bad = ["no json", """{"message_id":"x","conversation_id":1,"new_status":"SENT","timestamp":"2025-12-02T10:30:00"}""",
            """{"message_id":"6f1c1f7e-9f2c-4b52-9a0e-1d2c3b4a5968","conversation_id":1,"new_status":"LOST","timestamp":"2025-12-02T10:30:00"}"""];
        await scene.SendAsync(ChatTopicNames.MessageStatusUpdates, bad.Select(text => new OutgoingMessage(Encoding.UTF8.GetBytes(text)) { Key = "conversation:1" }));
        await scene.SendAsync(StatusScene.Update(99, MessageStatus.Sent), StatusScene.Update(0, MessageStatus.Sent));
        await UpdateAsync(scene);

        (await scene.StatusAsync(0)).ShouldBe("SENT");
        var letters = await scene.LettersAsync();
        letters.Count.ShouldBe(3);
        letters.ShouldContain((StatusServices.PipelineName, "Field message_id is 'x': a UUID is allowed."));
        letters.ShouldContain((StatusServices.PipelineName, "Field new_status is 'LOST': ACCEPTED, PROCESSING, SENT, DELIVERED, READ, FAILED is allowed."));
        scene.Log.Lines.ShouldContain(line => line.Contains($"There is no message {FlowScene.IdOf(99):D}", StringComparison.Ordinal));
    }

    [Theory, MemberData(nameof(Deaths))]
    public async Task An_updater_that_dies_at_any_step_leaves_each_status_once(string kind, Step step)
    {
        const int messages = 40;
        MessageStatus[] way = [MessageStatus.Processing, MessageStatus.Sent, MessageStatus.Delivered];
        await using var scene = await ChatScene.CreateAsync(servers, kind);
        await scene.AcceptAsync(messages, conversations: 5);
        foreach (var status in way)
            await scene.SendAsync(Enumerable.Range(0, messages).Select(n => StatusScene.Update(n, status, (n % 5) + 1)));
        var dying = FlowProcess.Start(scene, FlowScene.Updater(), dies: step, occurrence: 2);
        await dying.DieAsync();
        await UpdateAsync(scene);

        (await scene.ScalarAsync<long>("SELECT count(*) FROM messages WHERE status = 'DELIVERED'")).ShouldBe(messages);
        for (var n = 0; n < messages; n++)
            (await scene.HistoryAsync(n)).ShouldBe(way.Select(status => status.Label()));
    }

    private static async Task UpdateAsync(ChatScene scene)
    {
        await using var process = FlowProcess.Start(scene, FlowScene.Updater());
        await scene.UpdatedAsync();
    }

    private static string Digits(string text) => string.Concat(text.Where(char.IsAsciiDigit));
}
