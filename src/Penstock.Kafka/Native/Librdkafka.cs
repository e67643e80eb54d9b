using System.Reflection;
using System.Runtime.InteropServices;
using Confluent.Kafka;

namespace Penstock.Kafka;

/// <summary>
/// The native library under Confluent.Kafka. It comes with the package librdkafka.redist; where that is not to be had, from the file
/// that PENSTOCK_LIBRDKAFKA names, or from the system.
/// </summary>
public static class Librdkafka
{
    /// <summary>Names the library's file; it is taken before any other.</summary>
    public const string Variable = "PENSTOCK_LIBRDKAFKA";

    private static readonly Assembly Client = typeof(Library).Assembly;
    private static readonly Lazy<LibrdkafkaFile> Loaded = new(Load);

    /// <summary>Of the library that is in use.</summary>
    /// <exception cref="LibrdkafkaException">It is missing or too old; the message is one sentence with the remedy.</exception>
    public static Version Version => Loaded.Value.Version;

    /// <summary>Before the first use of Confluent.Kafka in a process. Again, it does nothing.</summary>
    /// <exception cref="LibrdkafkaException">It is missing or too old; the message is one sentence with the remedy.</exception>
    public static void EnsureLoaded() => _ = Loaded.Value;

    private static LibrdkafkaFile Load()
    {
        var file = new LibrdkafkaSearch(TryLoad, VersionOf, Needed()).Find(Environment.GetEnvironmentVariable(Variable));
        Resolve(file);
        return file;
    }

    // The client's own version: it calls what came with it.
    private static Version Needed()
    {
        var version = Client.GetName().Version!;
        return new Version(version.Major, version.Minor, version.Build);
    }

    private static nint TryLoad(string name) =>
        NativeLibrary.TryLoad(name, Client, null, out var handle) ? handle : 0;

    // Hex, a byte each: major, minor, revision, and which prerelease.
    private static Version? VersionOf(nint handle)
    {
        if (!NativeLibrary.TryGetExport(handle, "rd_kafka_version", out var address))
            return null;
        var number = Marshal.GetDelegateForFunctionPointer<ReadVersion>(address)();
        return new Version(number >> 24, (number >> 16) & 0xFF, (number >> 8) & 0xFF);
    }

    private static void Resolve(LibrdkafkaFile file)
    {
        try
        {
            NativeLibrary.SetDllImportResolver(Client, (name, _, _) => name switch
            {
                "librdkafka" or "alpine-librdkafka" or "centos8-librdkafka" or "centos7-librdkafka" => file.Handle,
                // Its name without a version is in the development packages only.
                "libdl" => TryLoad("libdl.so.2"),
                _ => 0,
            });
        }
        catch (InvalidOperationException)
        {
            // The program has a resolver of its own, which then decides.
        }
    }

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate int ReadVersion();
}
