using System.Text;
using DurableTeams.Approvals.Links;
using DurableTeams.Json;
using DurableTeams.Sqlite.Database.Files;

namespace DurableTeams.Embedded.Hosting;

/// <summary>
/// The key of links where the setting names none: made once, at random, and kept in the data directory for its owner's eyes,
/// so that links outlive restarts. Called only by the process that holds the directory.
/// </summary>
internal static class LinkKeyFile
{
    /// <summary>The file, its text as the setting's.</summary>
    public const string FileName = "link.key";

    /// <summary>The keys in the file; makes it where it is not there.</summary>
    /// <exception cref="HostStartException">It cannot be read, written or understood.</exception>
    public static LinkKeys Open(string directory)
    {
        var path = Path.Combine(directory, FileName);
        try
        {
            if (!File.Exists(path)) Create(path);
            PrivateFile.Close(path);
            return new LinkKeys(SigningKey.ParseAll(path, File.ReadAllText(path).Trim()));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or SettingException)
        {
            throw new HostStartException($"--data: the key of approval links cannot be used: {exception.Message}");
        }
    }

    private static void Create(string path)
    {
        // A file that appears is complete: whoever dies in between leaves the other name.
        var made = path + ".new";
        File.Delete(made);
        using (var file = PrivateFile.Open(made, FileMode.CreateNew, FileShare.None))
        {
            file.Write(Encoding.UTF8.GetBytes(SigningKey.Generate() + "\n"));
            file.Flush(flushToDisk: true);
        }

        File.Move(made, path);
    }
}
