using Penstock.Relational;

namespace Penstock.Cli;

/// <summary>A few people and their conversations, each with all of them.</summary>
internal static class People
{
    public const int Conversations = 5;

    public static IReadOnlyList<string> Names { get; } = ["ada", "grace", "linus", "barbara"];

    /// <summary>Enters those who are missing.</summary>
    public static async Task EnterAsync(Store store, CancellationToken giveUp)
    {
        await using var connection = await store.OpenAsync(giveUp);
        foreach (var name in Names)
        {
            await connection.Command(
                "INSERT INTO users (username, password) VALUES (@name, '') ON CONFLICT DO NOTHING", ("name", name)).RunAsync(giveUp);
        }

        if (await connection.Command("SELECT count(*) FROM conversations").ScalarAsync<long>(giveUp) > 0)
            return;

        for (var i = 1; i <= Conversations; i++)
        {
            await connection.Command(
                "INSERT INTO conversations (type, name) VALUES ('GROUP', @name)", ("name", $"conversation {i}")).RunAsync(giveUp);
        }

        await connection.Command(
            "INSERT INTO conversation_members (conversation_id, user_id) SELECT c.id, u.id FROM conversations c CROSS JOIN users u").RunAsync(giveUp);
    }
}
