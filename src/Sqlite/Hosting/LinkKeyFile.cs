using System.Text;
using DurableTeams.Approvals.Links;
using DurableTeams.Json;
using DurableTeams.Sqlite.Database.Files;

namespace DurableTeams.Sqlite.Hosting;

/// <summary>
/// The key of links where the setting names none: made once, at random, and stored in the data directory, readable by its owner
/// alone. So links outlive restarts. Only the process that holds the directory calls this.
/// </summary>
internal static class LinkKeyFile
{
    /// <summary>The file; its text has the form of the setting.</summary>
    public const string FileName = "link.key";

    /// <summary>The keys in the file; makes the file where there is none.</summary>
    /// <exception cref="DataDirectoryException">The file cannot be read, written or parsed.</exception>
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
            throw new DataDirectoryException(
                directory, $"the key of approval links cannot be used: {exception.Message}", exception);
        }
    }

    private static void Create(string path)
    {
        // The file appears complete: a process that dies in between leaves the other name.
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
