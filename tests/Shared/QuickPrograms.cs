using System.Runtime.CompilerServices;

namespace Penstock.Tests;

/// <summary>Programs that tests start inherit it: they end before what it costs to compile with counters has paid off.</summary>
internal static class QuickPrograms
{
    [ModuleInitializer]
    internal static void WithoutProfiles() => Environment.SetEnvironmentVariable("DOTNET_TieredPGO", "0");
}
