namespace Penstock.Hosting;

internal static class Verbs
{
    public static readonly string[] Read = ["GET", "HEAD"];
}
