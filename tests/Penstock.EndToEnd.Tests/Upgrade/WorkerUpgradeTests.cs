using Penstock.Dev;
using Penstock.Workers.Chat;
using Penstock.Workers.Marker;

namespace Penstock.EndToEnd.Tests;

public sealed class WorkerUpgradeTests(PostgresServer server)
{
    private const string Rows = "SELECT id, coalesce(des_status, ''), coalesce(des_name, '') FROM des_source_catalog ORDER BY id";

    [Theory, MemberData(nameof(OldData.Stores), MemberType = typeof(OldData))]
    public async Task The_marker_leaves_what_is_marked_or_dead_and_does_the_rest(string version, string kind)
    {
        await using var old = await OldStore.OpenAsync(version, kind, server);
        var before = await RowsAsync(old);
        before.Select(row => row.Status).ShouldBe(["marked", "marked", "failed", "retry", "", ""]);

        await old.StartAsync(services => services.AddMarker(old.Store, new MarkerOptions { MaxAgeDays = 0, Interval = TimeSpan.FromMilliseconds(50) }));
        await old.UntilAsync("des_source_catalog WHERE des_status = 'marked'", 5);

        var after = await RowsAsync(old);
        after.Take(3).ShouldBe(before.Take(3));
        after.Skip(3).ShouldAllBe(row => row.Status == "marked" && row.Name.Length > 0);
        after.Where(row => row.Name.Length > 0).Select(row => row.Name).ShouldBeUnique();
        (await old.CountAsync("des_marker_dlq WHERE catalog_entry_id = 3 AND NOT resolved")).ShouldBe(1);
        (await old.CountAsync("des_marker_waiting")).ShouldBe(0);
    }

    [Theory, MemberData(nameof(OldData.Stores), MemberType = typeof(OldData))]
    public async Task The_chat_publishes_what_was_not_published_and_nothing_again(string version, string kind)
    {
        await using var old = await OldStore.OpenAsync(version, kind, server);
        (await old.CountAsync("outbox_events WHERE NOT published")).ShouldBe(2);
        (await EventsAsync(old)).Count.ShouldBe(2);

        await old.StartAsync(services => services.AddChat(old.Store, new StoreTopics(old.Store)).AddChatOutbox(new OutboxOptions()));
        await old.UntilAsync("outbox_events WHERE published", 4);

        (await EventsAsync(old)).ShouldBe([1, 2, 3, 4]);
    }

    // By the number in the message's text.
    private static Task<List<int>> EventsAsync(OldStore old) => old.ListAsync(
        $"SELECT body FROM penstock_topic_messages WHERE topic = '{ChatTopicNames.MessageProcessing}' ORDER BY id",
        row => int.Parse(System.Text.Encoding.UTF8.GetString(row.GetFieldValue<byte[]>(0)).Split("\"message ")[1].Split('"')[0], null));

    private static Task<List<(long Id, string Status, string Name)>> RowsAsync(OldStore old) =>
        old.ListAsync(Rows, row => (Convert.ToInt64(row.GetValue(0), null), row.GetString(1), row.GetString(2)));
}
