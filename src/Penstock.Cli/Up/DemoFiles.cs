using Microsoft.Extensions.Hosting;

namespace Penstock.Cli;

/// <summary>A folder of small sample files that grows a little now and then, up to a limit.</summary>
internal sealed class DemoFiles(string folder, TimeProvider time) : BackgroundService
{
    private const int First = 40;
    private const int Most = 1_000;
    private const int AtATime = 3;
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(4);
    private static readonly string[] Kinds = ["invoice", "scan", "report", "letter", "photo"];

    // The first files are there before the folder is read for the first time.
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        Write(Count(), Math.Max(0, First - Count()));
        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        for (var next = Count(); next < Most && await timer.WaitForNextTickAsync(stoppingToken); next += AtATime)
            Write(next, AtATime);
    }

    private int Count() => Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Length;

    private void Write(int from, int count)
    {
        for (var number = from; number < from + count; number++)
        {
            var kind = Kinds[number % Kinds.Length];
            var shelf = Directory.CreateDirectory(Path.Combine(folder, kind)).FullName;
            File.WriteAllText(Path.Combine(shelf, $"{kind}-{number:D5}.txt"), $"Sample {kind} number {number}, written {time.GetUtcNow():O}.\n");
        }
    }
}
