namespace Penstock.TestWorker;

/// <summary>What a test waits for: plain lines on the standard output, each out before the next thing happens.</summary>
internal static class Said
{
    public static void Line(string text) => Console.Out.WriteLine(text);
}
