using Penstock.Hosting;
using Penstock.Relational;

namespace Penstock.Workers.Chat;

/// <summary>What every chat process understands: where the messages are, and the Redis beside them.</summary>
public static class ChatSettings
{
    public const int DefaultPort = 8000;

    public static readonly Setting<StoreUrl?> Db = Setting.Parsed<StoreUrl>(
        "Chat:Db", "DATABASE_URL", StoreUrl.TryParse, "postgresql://user:password@host:5432/database or sqlite:///file",
        "The database of the messages, their outbox and, without Kafka, the topics.", secret: true, required: true, otherVariables: ["PENSTOCK_DB"]);

    public static readonly Setting<string?> Redis = Setting.OptionalText(
        "Chat:Redis", "REDIS_URL", "Redis for news of conversations and the fallback list, such as redis://user:password@host:6379/0; without one there are no news, and the list is a queue of the database.",
        secret: true);

    public static readonly SettingSet All = new("chat", [Db, Redis], "CHAT_");

    /// <summary>The lines of a chat process; <c>user_id</c>, <c>conversation_id</c> and <c>message_id</c> are there where a line is about one.</summary>
    /// <param name="service">Such as <c>outbox_poller</c>.</param>
    public static LogProfile LogsOf(string service) => new()
    {
        Fixed = new Dictionary<string, string>(StringComparer.Ordinal) { ["service"] = service },
    };

    /// <summary>The Redis, checked; null where none is named.</summary>
    /// <exception cref="SettingException">It is no address of a Redis.</exception>
    public static string? RedisAddress(SettingsReader settings)
    {
        if (settings.Get(Redis) is not { } address)
            return null;

        try
        {
            Penstock.Redis.RedisUrl.Parse(address);
            return address;
        }
        catch (FormatException error)
        {
            throw new SettingException($"{settings.OriginOf(Redis)} is no address of a Redis: {error.Message}.");
        }
    }
}
