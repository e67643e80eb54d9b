namespace Penstock.Bench;

/// <summary>Contestants take turns, round by round, so that whatever else the machine does hits all of them alike.</summary>
internal sealed class Rounds(TextWriter progress, CancellationToken cancellation)
{
    /// <summary>Measured rounds after the warm-up: 5, or 1 for a quick look. A process measures in one way.</summary>
    public static int Count { get; set; } = 5;

    /// <summary>The first round only warms up.</summary>
    /// <returns>The median figure of each contestant, in their order.</returns>
    public async Task<double[]> MediansAsync(params (string Name, Func<Task<double>> Measure)[] contestants)
    {
        var figures = contestants.Select(_ => new List<double>()).ToArray();
        for (var round = 0; round <= Count; round++)
        {
            for (var i = 0; i < contestants.Length; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                var figure = await contestants[i].Measure();
                await progress.WriteLineAsync($"{contestants[i].Name}: {(round == 0 ? "warm-up" : $"round {round} of {Count}")}, {figure:#,0.##}");
                if (round > 0)
                    figures[i].Add(figure);
            }
        }

        return [.. figures.Select(Median)];
    }

    public static double Median(List<double> figures)
    {
        figures.Sort();
        var middle = figures.Count / 2;
        return figures.Count % 2 == 1 ? figures[middle] : (figures[middle - 1] + figures[middle]) / 2;
    }
}
