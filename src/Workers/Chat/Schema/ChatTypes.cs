using Penstock.Relational;

namespace Penstock.Workers.Chat;

/// <summary>Types of the chat's tables. Their moments are UTC without a zone, as those who share the tables write them.</summary>
internal static class ChatTypes
{
    public static bool IsPostgres(this Dialect dialect) => dialect.Name == "postgresql";

    public static string Uuid(this Dialect dialect) => dialect.IsPostgres() ? "UUID" : "TEXT";

    public static string Json(this Dialect dialect) => dialect.IsPostgres() ? "JSONB" : "TEXT";

    public static string MomentType(this Dialect dialect) => dialect.IsPostgres() ? "TIMESTAMP" : "TEXT";

    /// <summary>The store's clock, as those columns have it, whatever zone the session is in.</summary>
    public static string UtcNow(this Dialect dialect) => dialect.IsPostgres() ? "(now() AT TIME ZONE 'utc')" : $"({dialect.Now})";

    public static string Moment(this Dialect dialect, string name) => $"{name} {dialect.MomentType()} NOT NULL DEFAULT {dialect.UtcNow()}";

    public static string UuidKey(this Dialect dialect) => dialect.IsPostgres()
        ? "UUID PRIMARY KEY DEFAULT gen_random_uuid()"
        : "TEXT PRIMARY KEY DEFAULT (lower(substr(hex(randomblob(16)), 1, 8) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2) || '-a' || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6))))";

    /// <summary>A text parameter or column as an id of the store.</summary>
    public static string AsUuid(this Dialect dialect, string expression) => dialect.IsPostgres() ? $"CAST({expression} AS uuid)" : expression;

    /// <summary>A text parameter or column as JSON of the store.</summary>
    public static string AsJson(this Dialect dialect, string expression) => dialect.IsPostgres() ? $"CAST({expression} AS jsonb)" : expression;

    /// <summary>A moment's parameter or column as those columns have it.</summary>
    public static string AsMoment(this Dialect dialect, string expression) => dialect.IsPostgres() ? $"({expression} AT TIME ZONE 'utc')" : expression;

    /// <summary>An id or JSON of the store as text.</summary>
    public static string AsText(this Dialect dialect, string expression) => dialect.IsPostgres() ? $"CAST({expression} AS text)" : expression;
}
