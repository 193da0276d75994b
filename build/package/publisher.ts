// Who publishes the packages: the home page and the address that package managers want to name.
// Knows the variables that say so. Does not know packages.

export interface Publisher {
  homepage: string
  /** `Name <address>`. */
  maintainer: string
}

type Environment = Readonly<Record<string, string | undefined>>

/**
 * From ESPALIER_HOMEPAGE and ESPALIER_MAINTAINER, else from the repository of a GitHub workflow. Elsewhere names that lead nowhere
 * (RFC 2606), for packages of one's own; a release with such names throws.
 */
export function publisher(environment: Environment = process.env): Publisher {
  const { GITHUB_REPOSITORY: repository, GITHUB_SERVER_URL: server = 'https://github.com' } = environment
  const owner = repository?.split('/')[0]
  const found = {
    homepage:
      environment['ESPALIER_HOMEPAGE'] ?? (repository ? `${server}/${repository}` : 'https://espalier.example/'),
    maintainer:
      environment['ESPALIER_MAINTAINER'] ??
      (owner ? `Espalier <${owner}@users.noreply.github.com>` : 'Espalier <nobody@espalier.example>'),
  }
  const nowhere = Object.values(found).find((value) => /\.example\b/.test(value))
  if (nowhere && isRelease(environment))
    throw new Error(
      `A release needs a publisher who can be reached, and not ${nowhere}: set ESPALIER_HOMEPAGE and ESPALIER_MAINTAINER.`,
    )
  return found
}

/** Whether packages are made for others: of a tag in a GitHub workflow, or where ESPALIER_RELEASE says so. */
export function isRelease({ GITHUB_REF_TYPE: type, ESPALIER_RELEASE: release }: Environment): boolean {
  return type === 'tag' || Boolean(release)
}
