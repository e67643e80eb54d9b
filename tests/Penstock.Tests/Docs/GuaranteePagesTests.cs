using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Penstock.Tests;

public sealed partial class GuaranteePagesTests
{
    public static TheoryData<string, string> Promises => new()
    {
        { "nothing-is-lost.md", "Nothing_is_lost" },
        { "nothing-is-done-twice.md", "Nothing_is_done_twice" },
        { "one-bad-message.md", "One_bad_message_never_hurts_its_neighbours" },
        { "an-outage-is-no-failure.md", "An_outage_is_no_failure_of_the_message" },
        { "order-holds.md", "Order_holds" },
        { "see-and-steer.md", "An_operator_can_see" },
    };

    [Theory, MemberData(nameof(Promises))]
    public void Each_promise_names_a_test_that_is_named_after_it(string page, string promise)
    {
        var name = new Regex($"`({promise}\\w*)`", RegexOptions.None, TimeSpan.FromSeconds(5)).Match(File.ReadAllText(Path.Combine(Root(), "docs/guarantees", page))).Groups[1].Value;

        name.ShouldNotBeEmpty();
        Directory.EnumerateFiles(Path.Combine(Root(), "tests"), "*.cs", SearchOption.AllDirectories)
            .Any(file => File.ReadAllText(file).Contains($" {name}(", StringComparison.Ordinal)).ShouldBeTrue(name);
    }

    [Fact]
    public void Every_link_between_the_pages_leads_somewhere()
    {
        var pages = Directory.EnumerateFiles(Path.Combine(Root(), "docs"), "*.md", SearchOption.AllDirectories)
            .Concat(Directory.EnumerateFiles(Root(), "*.md"))
            .Append(Path.Combine(Root(), "src/Penstock/README.md"))
            .Append(Path.Combine(Root(), "bench/README.md"));
        var broken = pages.SelectMany(page => Link().Matches(File.ReadAllText(page))
            .Select(link => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(page)!, link.Groups["target"].Value)))
            .Where(target => !Path.Exists(target)).Select(target => $"{page}: {target}"));

        broken.ShouldBeEmpty();
    }

    private static string Root([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../.."));

    [GeneratedRegex(@"\]\((?!https?:)(?<target>[^)#]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5_000)]
    private static partial Regex Link();
}
