using Penstock.Hosting;
using Penstock.Relational;
using Penstock.Workers.Digest;
using Penstock.Workers.Marker;

namespace Penstock.Cli;

/// <summary>
/// The schemas of all that the program knows, but the chat's: its tables are called <c>users</c> and <c>messages</c>, as many a
/// database's are that is not its own. <c>run chat.…</c> brings them up.
/// </summary>
internal static class Schemas
{
    /// <summary>In the order in which they are applied.</summary>
    public static IReadOnlyList<MigrationSet> All(SettingsReader settings) =>
        [.. RuntimeSchema.Sets.Concat(MarkerSchema.Sets(MarkerSettings.Options(settings))).Concat(DigestSchema.Sets).Distinct()];

    /// <exception cref="SchemaException">One of them is not there, or old.</exception>
    public static async Task RequireAsync(Store store, IReadOnlyList<MigrationSet> needed, SettingsReader settings, CancellationToken giveUp)
    {
        if ((await new Migrator(store).PlanAsync(needed, giveUp)) is not [var first, ..])
            return;
        var database = settings.OriginOf(StoreSettings.Db) == StoreSettings.Db.Flag ? $" --db {store.Display}" : "";
        throw new SchemaException(
            $"{store.Display} lacks the schema of {first.Scope} ({first.Name}): 'penstock db migrate{database}' brings it up.");
    }
}
