using System.Reflection;
using System.Runtime.CompilerServices;

namespace Penstock.Cli.Tests;

public sealed class PublicApiTests
{
    /// <summary>Set to 1, it lets the tests write what they see as approved.</summary>
    private const string Approve = "PENSTOCK_APPROVE";

    /// <summary>All that is packed for users.</summary>
    public static TheoryData<string> Packages =>
    [
        .. Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.csproj", SearchOption.AllDirectories)
            .Where(project => File.ReadAllText(project).Contains("<IsPackable>true<", StringComparison.Ordinal))
            .Select(project => Path.GetFileNameWithoutExtension(project)),
    ];

    [Theory, MemberData(nameof(Packages))]
    public void The_public_surface_is_the_approved_one(string package)
    {
        var seen = PublicApi.Of(Assembly.Load(package));
        var file = ApprovedFile(package);
        if (Environment.GetEnvironmentVariable(Approve) == "1")
            File.WriteAllText(file, seen);

        var approved = File.Exists(file) ? File.ReadAllText(file).ReplaceLineEndings("\n") : "";
        var added = seen.Split('\n').Except(approved.Split('\n'), StringComparer.Ordinal).Select(l => $"+ {l.Trim()}");
        var gone = approved.Split('\n').Except(seen.Split('\n'), StringComparer.Ordinal).Select(l => $"- {l.Trim()}");
        var told = $"The public surface of {package} has changed:\n{string.Join('\n', gone.Concat(added))}\n"
            + $"If that is meant, run this test once with {Approve}=1 and commit {Path.GetFileName(file)}.";
        (seen == approved).ShouldBeTrue(told);
    }

    private static string ApprovedFile(string package, [CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, $"{package}.approved.txt");
}
