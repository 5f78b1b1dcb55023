using System.Collections.Concurrent;
using FibreCentre.Api.Security;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace FibreCentre.Api.Features.Demo;

internal static class DemoServices
{
    /// <summary>For the one process that makes a demo: a clock that can be set back, and passwords that are worked out once instead of at each of hundreds of signatures.</summary>
    public static IServiceCollection AddDemoLife(this IServiceCollection services)
    {
        var clock = new DemoClock((TimeProvider)services.Last(each => each.ServiceType == typeof(TimeProvider)).ImplementationInstance!);
        services.RemoveAll<TimeProvider>().AddSingleton<TimeProvider>(clock).AddSingleton(clock);
        return services.Replace(ServiceDescriptor.Singleton<IPasswordHasher<Account>, RememberingPasswordHasher>());
    }

    /// <summary>Hashes as ever. What was found right once for a hash is right for it whenever it is asked again.</summary>
    private sealed class RememberingPasswordHasher : IPasswordHasher<Account>
    {
        private readonly PasswordHasher<Account> _hasher = new();
        private readonly ConcurrentDictionary<(string Hash, string Password), PasswordVerificationResult> _right = new();

        public string HashPassword(Account user, string password) => _hasher.HashPassword(user, password);

        public PasswordVerificationResult VerifyHashedPassword(Account user, string hashedPassword, string providedPassword)
        {
            if (_right.TryGetValue((hashedPassword, providedPassword), out var known)) return known;
            var result = _hasher.VerifyHashedPassword(user, hashedPassword, providedPassword);
            if (result == PasswordVerificationResult.Success) _right[(hashedPassword, providedPassword)] = result;
            return result;
        }
    }
}
