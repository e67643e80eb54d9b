using Penstock.Dev;

namespace Penstock.Cli.Tests;

public sealed class WriteYourOwnWorkerTests
{
    [Fact]
    public async Task The_page_can_be_followed_line_by_line()
    {
        using var folder = new TemporaryFolder();
        var steps = PageStep.Of(await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs/write-your-own-worker.md")));
        await using var terminal = await Terminal.OpenAsync(folder);
        for (var i = 0; i < steps.Count; i++)
        {
            var step = steps[i];
            switch (step.Language)
            {
                case "csharp":
                    await File.WriteAllTextAsync(Path.Combine(folder.Path, "EmailWorker", step.FileName), step.Text);
                    break;
                case "sh" when i + 1 < steps.Count && steps[i + 1].Language == "text":
                    await LookAsync(terminal, step.Text, steps[++i]);
                    break;
                case "sh":
                    await DoAsync(terminal, step.Text);
                    break;
                default:
                    Assert.Fail($"The block after a line to type is what is to be seen; this one is neither:\n{step.Text}");
                    break;
            }
        }
    }

    private static async Task DoAsync(Terminal terminal, string block)
    {
        foreach (var line in block.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var (code, output) = await terminal.TypeAsync(line);
            code.ShouldBe(0, $"{line}\nended with {code}:\n{output}");
        }
    }

    // Work takes a moment: whoever looks too early looks again.
    private static async Task LookAsync(Terminal terminal, string block, PageStep expected)
    {
        var seen = "";
        try
        {
            await Until.TrueAsync("the page's output is seen", async () => expected.IsSeenIn(seen = (await terminal.TypeAsync(block)).Output));
        }
        catch (TimeoutException)
        {
            seen.ShouldBe(expected.Text, block);
        }
    }
}
