namespace Penstock.Redis;

/// <summary>Waits between tries to connect. Pure: no clock, no chance.</summary>
internal static class Backoff
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(50);

    /// <param name="failures">Tries that failed since the last connection.</param>
    /// <param name="most">No wait is longer.</param>
    /// <param name="chance">0 to 1: replicas that lost a server together don't come back together.</param>
    public static TimeSpan Of(int failures, TimeSpan most, double chance)
    {
        var wait = First * Math.Pow(2, Math.Min(failures, 20));
        return (wait < most ? wait : most) * (0.5 + (0.5 * chance));
    }
}
