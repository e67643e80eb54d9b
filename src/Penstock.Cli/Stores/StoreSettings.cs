using Penstock.Hosting;
using Penstock.Relational;

namespace Penstock.Cli;

/// <summary>The store that a general command works on, whatever runs there.</summary>
internal static class StoreSettings
{
    public static readonly Setting<StoreUrl?> Db = Setting.Parsed<StoreUrl>(
        "Db", "PENSTOCK_DB", StoreUrl.TryParse, "postgresql://user:password@host:5432/database or sqlite:///file",
        "The database.", secret: true, required: true, otherVariables: ["DATABASE_URL", "DES_DB_URL"]);

    public static readonly SettingSet All = new("store", [Db]);
}
