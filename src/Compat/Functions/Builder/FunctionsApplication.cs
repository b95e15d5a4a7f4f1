namespace Microsoft.Azure.Functions.Worker.Builder;

/// <summary>The Functions host needs the official packages; with Compat it can only say so.</summary>
public class FunctionsApplication
{
    public static FunctionsApplicationBuilder CreateBuilder(string[] args) => throw new NotSupportedException(
        "This build has no Functions host. Run `dotnet run --project src/Embedded`, "
        + "or build with -p:OfficialPackages=true for the Functions host.");
}
