using Penstock.Relational;

namespace Penstock.Workers.Marker;

/// <summary>The marker's tables on a store.</summary>
public static class MarkerSchema
{
    /// <summary>In the order in which they are applied.</summary>
    public static IReadOnlyList<MigrationSet> Sets(MarkerOptions options) => [JournalSchema.Set, OwnerSchema.Set, ControlSchema.Set, CatalogSchema.Set(options.DeadLetterTable)];
}
