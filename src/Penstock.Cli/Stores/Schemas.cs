using Penstock.Hosting;
using Penstock.Relational;
using Penstock.Workers.Marker;

namespace Penstock.Cli;

/// <summary>The schemas of all that the program knows.</summary>
internal static class Schemas
{
    /// <summary>In the order in which they are applied.</summary>
    public static IReadOnlyList<MigrationSet> All(SettingsReader settings) =>
