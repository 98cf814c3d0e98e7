"""Links and images: resolved, made safe, and shown as words where there is nothing to show."""

from dataclasses import dataclass, field

from learnhub.platform.markdown.addresses import Place, path_and_fragment, place_of, tidy
from learnhub.platform.markdown.places import Lines
from learnhub.platform.markdown.result import Problem, ReferenceKind, Resolve, Resolved
from learnhub.platform.markdown.tree import Element, unwrap

IMAGE_MISSING = "The image %(target)s is not there."
IMAGE_MISSING_TODO = "Put the file in its place or correct the path; until then its description is shown."
LINK_MISSING = "The link to %(target)s leads nowhere."
LINK_MISSING_TODO = "Correct the path or remove the link; until then its text is shown."


@dataclass
class References:
    """What is needed while the links and images of one text are put right."""

    words: dict[str, str]
    prefix: str
    resolve: Resolve | None
    lines: Lines
    problems: list[Problem] = field(default_factory=list)

    def settle(self, root: Element) -> None:
        """Every link and image below `root`, images first because a link may hold one."""
        self._images(root, inside_link=False)
        dropped: set[int] = set()
        for element in list(root.walk()):
            if element.tag == "a" and not self._link(element):
                dropped.add(id(element))
        unwrap(root, dropped)

    def _images(self, element: Element, *, inside_link: bool) -> None:
        for child in element.children:
            if isinstance(child, Element):
                if child.tag == "img":
                    self._image(child, inside_link=inside_link)
                else:
                    self._images(child, inside_link=inside_link or child.tag == "a")

    def _image(self, image: Element, *, inside_link: bool) -> None:
        address, described = tidy(image.attributes.get("src", "")), image.attributes.get("alt", "").strip()
        match place_of(address):
            case Place.EXTERNAL:
                self._external_image(image, address, described, inside_link=inside_link)
            case Place.RELATIVE if address:
                self._own_image(image, address, described)
            case _:
                image.become("span", {"class": "missing-image"}, described)

    def _external_image(self, image: Element, address: str, described: str, *, inside_link: bool) -> None:
        # A page makes no request to another site, so the reader decides by following a link.
        shown = described or f"{self.words['image']}{self.words['colon']}{_last_part(address)}"
        if inside_link:
            image.become("span", {"class": "external-image"}, shown)
        else:
            image.become("a", {"href": address, "class": "external-image"}, shown)

    def _own_image(self, image: Element, address: str, described: str) -> None:
        found = self._find("image", address)
        if found is None:
            self._report(IMAGE_MISSING, IMAGE_MISSING_TODO, address)
            image.become("span", {"class": "missing-image"}, described)
            return
        sizes = _sizes(image.attributes, found)
        extra: dict[str, str] = {n: v for n, v in image.attributes.items() if n in ("title", "id")}
        image.attributes = {"src": found.url, "alt": described, **extra, **sizes, "loading": "lazy"}

    def _link(self, link: Element) -> bool:
        """Settle one link; False when only its text should stay."""
        if "href" not in link.attributes:
            return "id" in link.attributes
        address = tidy(link.attributes["href"])
        match place_of(address):
            case Place.UNSAFE:
                return False
            case Place.ANCHOR:
                link.attributes["href"] = f"#{self.prefix}{path_and_fragment(address)[1]}" if address != "#" else "#"
            case Place.MAIL:
                link.attributes["href"] = address
            case Place.EXTERNAL:
                link.attributes["href"] = f"https:{address}" if address.startswith("//") else address
                link.attributes["rel"] = "noopener noreferrer"
            case Place.RELATIVE:
                return self._own_link(link, address)
        return self._named(link)

    def _own_link(self, link: Element, address: str) -> bool:
        found = self._find("link", address)
        if found is None:
            self._report(LINK_MISSING, LINK_MISSING_TODO, address)
            link.become("span", {"class": "missing-link"}, *link.children)
            return True
        fragment = path_and_fragment(address)[1]
        # Without a resolver the address is the site's own and is left as it was written.
        anchored = bool(fragment) and self.resolve is not None and "#" not in found.url
        link.attributes["href"] = f"{found.url}#{self.prefix}{fragment}" if anchored else found.url
        if place_of(tidy(found.url)) is Place.EXTERNAL:
            link.attributes["rel"] = "noopener noreferrer"
        return self._named(link)

    def _named(self, link: Element) -> bool:
        if not link.text().strip():
            link.children.append(link.attributes["href"])
        return True

    def _find(self, kind: ReferenceKind, address: str) -> Resolved | None:
        if self.resolve is None:
            return Resolved(address)
        found = self.resolve(kind, path_and_fragment(address)[0])
        safe = found is not None and place_of(tidy(found.url)) in (Place.RELATIVE, Place.ANCHOR)
        return found if safe or (kind == "link" and found and place_of(tidy(found.url)) is Place.EXTERNAL) else None

    def _report(self, what: str, what_to_do: str, target: str) -> None:
        self.problems.append(Problem(self.lines.of(target), what, what_to_do, {"target": target}))


def _last_part(address: str) -> str:
    path = path_and_fragment(address)[0].rstrip("/")
    return path.rsplit("/", 1)[-1] or address


def _sizes(written: dict[str, str], found: Resolved) -> dict[str, str]:
    """The author's width wins and keeps the picture's proportions; otherwise its own size."""
    width, height = written.get("width"), written.get("height")
    if width and height:
        return {"width": width, "height": height}
    if not found.width or not found.height:
        return {name: value for name, value in (("width", width), ("height", height)) if value}
    if width:
        return {"width": width, "height": str(max(1, round(int(width) * found.height / found.width)))}
    if height:
        return {"width": str(max(1, round(int(height) * found.width / found.height))), "height": height}
    return {"width": str(found.width), "height": str(found.height)}
