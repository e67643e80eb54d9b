using System.Runtime.CompilerServices;

namespace Penstock.Tests;

public sealed class PublicApiTests
{
    /// <summary>Set to 1, it lets the tests write what they see as approved.</summary>
    private const string Approve = "PENSTOCK_APPROVE";

    [Fact]
    public void The_public_surface_is_the_approved_one()
    {
        var seen = PublicApi.Of(typeof(Pipeline).Assembly);
        var file = ApprovedFile();
        if (Environment.GetEnvironmentVariable(Approve) == "1")
            File.WriteAllText(file, seen);

        var approved = File.Exists(file) ? File.ReadAllText(file).ReplaceLineEndings("\n") : "";
        var added = seen.Split('\n').Except(approved.Split('\n'), StringComparer.Ordinal).Select(l => $"+ {l.Trim()}");
        var gone = approved.Split('\n').Except(seen.Split('\n'), StringComparer.Ordinal).Select(l => $"- {l.Trim()}");
        var told = $"Penstock's public surface has changed:\n{string.Join('\n', gone.Concat(added))}\n"
            + $"If that is meant, run this test once with {Approve}=1 and commit {Path.GetFileName(file)}.";
        (seen == approved).ShouldBeTrue(told);
    }

    private static string ApprovedFile([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "Penstock.approved.txt");
}
