using System.Diagnostics;
using System.Reflection;
using System.Security.Cryptography;

namespace DurableTeams.FunctionsHost.Starting;

/// <summary>
/// Programs that tests start many times, compiled ahead of time (ReadyToRun): each start then takes a quarter less of the
/// processor. Once for all test projects and runs, until something else was built. Without the compiler, which the build of the
/// tests fetches and says so where it cannot, and in a build that is not optimised, whose code the runtime always compiles
/// itself, the programs are started as they were built.
/// </summary>
internal static class Precompiled
{
    // Models' clients of some ten thousand types each: compiling them takes longer than all the rest, and hosts use little of
    // them.
    private const long TooLarge = 4 * 1024 * 1024;

    // What hosts of tests have beside them and never load, and what takes longer to compile than the tests that load it save.
    private static readonly string[] Unused =
    [
        "Apache.Arrow", "Azure.Identity", "Azure.Monitor.OpenTelemetry.Exporter", "Castle.Core", "Microsoft.AspNetCore.OpenApi",
        "Microsoft.Identity.Client", "Microsoft.OpenApi", "System.Linq.Async", "System.Reactive",
    ];

    /// <summary>The folder to start a program from.</summary>
    /// <param name="built">The folder that was built.</param>
    /// <param name="name">A name for it.</param>
    public static Task<string> FolderAsync(string built, string name) =>
        IsOptimised && File.Exists(Compiler) ? Task.Run(() => Make(built, name)) : Task.FromResult(built);

    private static bool IsOptimised { get; } =
        typeof(Precompiled).Assembly.GetCustomAttribute<DebuggableAttribute>()?.IsJITOptimizerDisabled != true;

    private static string Compiler { get; } = typeof(Precompiled).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .FirstOrDefault(one => one.Key == "Crossgen")?.Value ?? "";

    private static string Make(string built, string name)
    {
        var all = Path.Combine(FunctionsFolders.Root, "tests", "FunctionsHost", "obj", "precompiled");
        Directory.CreateDirectory(all);
        using var turn = FolderLock.Take(Path.Combine(all, "lock"));
        // A program that is published or packed meanwhile is the same program.
        var published = Path.Combine(built, "publish") + Path.DirectorySeparatorChar;
        var files = Directory.EnumerateFiles(built, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Where(file => !file.StartsWith(published, StringComparison.Ordinal))
            .Select(file => (File: file, Name: Path.GetRelativePath(built, file), Hash: HashOf(file))).ToList();
        var folder = Path.Combine(all, name, HashOf(files.Select(one => one.Name + one.Hash)));
        if (Directory.Exists(folder))
        {
            Directory.SetLastWriteTimeUtc(folder, DateTime.UtcNow);
            return folder;
        }

        // What was used within a day stays: tests of another project may start it still. Programs share what their assemblies
        // were compiled to.
        var images = Directory.CreateDirectory(Path.Combine(all, "images")).FullName;
        foreach (var old in Directory.CreateDirectory(Path.Combine(all, name)).EnumerateDirectories()
            .Where(one => DateTime.UtcNow - one.LastWriteTimeUtc > TimeSpan.FromDays(1))) old.Delete(recursive: true);
        var unfinished = folder + "-unfinished";
        var compiled = files.Where(one => Compiles(built, one.Name)).ToDictionary(
            one => one.Name, one => Path.Combine(images, HashOf([one.Hash]) + ".dll"), StringComparer.Ordinal);
        // Compilers wait for no one: more of them than processors only take memory.
        Parallel.ForEach(
            compiled.Where(one => !File.Exists(one.Value)),
            new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount },
            one => Compile(built, Path.Combine(built, one.Key), one.Value));
        foreach (var (file, relative, _) in files)
        {
            var target = Path.Combine(unfinished, relative);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(compiled.TryGetValue(relative, out var image) && File.Exists(image) ? image : file, target);
        }

        foreach (var used in compiled.Values.Where(File.Exists)) File.SetLastWriteTimeUtc(used, DateTime.UtcNow);
        foreach (var old in Directory.EnumerateFiles(images).Where(IsOld)) File.Delete(old);
        Directory.Move(unfinished, folder);
        return folder;
    }

    private static bool IsOld(string image) => DateTime.UtcNow - File.GetLastWriteTimeUtc(image) > TimeSpan.FromDays(1);

    // Native libraries and resources lie in folders of their own.
    private static bool Compiles(string built, string name) =>
        Path.GetExtension(name) == ".dll" && Path.GetDirectoryName(name)!.Length == 0
        && !Unused.Contains(Path.GetFileNameWithoutExtension(name)) && new FileInfo(Path.Combine(built, name)).Length < TooLarge;

    // An assembly that cannot be compiled, or has been already, stays as it is.
    private static void Compile(string built, string assembly, string image)
    {
        var start = new ProcessStartInfo(Compiler) { RedirectStandardOutput = true, RedirectStandardError = true };
        string[] arguments =
        [
            assembly, "--out", image + ".unfinished", "--optimize", "--parallelism", "1",
            "--reference", All(typeof(object)), "--reference", All(typeof(Microsoft.AspNetCore.Builder.WebApplication)),
            "--reference", Path.Combine(built, "*.dll"),
        ];
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        using var compiler = Process.Start(start)!;
        _ = compiler.StandardOutput.ReadToEndAsync();
        compiler.StandardError.ReadToEnd();
        compiler.WaitForExit();
        if (compiler.ExitCode == 0) File.Move(image + ".unfinished", image, overwrite: true);
    }

    private static string All(Type framework) => Path.Combine(Path.GetDirectoryName(framework.Assembly.Location)!, "*.dll");

    private static string HashOf(string file)
    {
        using var stream = File.OpenRead(file);
        return Convert.ToHexStringLower(SHA256.HashData(stream))[..24];
    }

    // What the same assembly is compiled to changes with the compiler and the framework.
    private static string HashOf(IEnumerable<string> names) =>
        Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(
            string.Join('\n', [Compiler, typeof(object).Assembly.Location, .. names]))))[..12];
}
