using System.Text.RegularExpressions;

namespace Penstock.Tests;

public sealed partial class ExpectedToFailTests
{
    private const string Self = $"{nameof(ExpectedToFailTests)}.{nameof(A_failed_assertion_is_what_the_mark_expects)}: the mark itself";

    [ExpectedToFail("the mark itself")]
    public async Task A_failed_assertion_is_what_the_mark_expects()
    {
        await Task.Yield();
        1.ShouldBe(2);
    }

    [Fact]
    public void All_marks_are_on_the_list_that_only_gets_shorter()
    {
        var tests = Path.Combine(Repository.Root, "tests");
        var marked = Directory.EnumerateFiles(tests, "*.cs", SearchOption.AllDirectories).SelectMany(MarksIn);

        marked.Where(m => m != Self).Order(StringComparer.Ordinal).ShouldBe(File.ReadLines(Path.Combine(tests, "expected-failures.txt")));
    }

    private static IEnumerable<string> MarksIn(string file) =>
        Mark().Matches(File.ReadAllText(file)).Select(m => $"{Path.GetFileNameWithoutExtension(file)}.{m.Groups["test"].Value}: {m.Groups["case"].Value}");

    [GeneratedRegex("""\[ExpectedToFail\("(?<case>[^"]+)"\)\](\s*\[[^\]]*\])*\s*public (async )?(void|Task) (?<test>\w+)""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5_000)]
    private static partial Regex Mark();
}
